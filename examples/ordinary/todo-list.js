// A to-do list in a JSON file: node todo-list.js add "Water the plants" | done 1 | list
const fs = require('node:fs');
const path = require('node:path');

const FILE = path.join(__dirname, 'todo.json');

function load() {
  try {
    return JSON.parse(fs.readFileSync(FILE, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function save(items) {
  fs.writeFileSync(FILE, JSON.stringify(items, null, 2));
}

const commands = {
  add: (items, text) => [...items, { text, done: false }],
  done: (items, number) => items.map((item, i) => (i === Number(number) - 1 ? { ...item, done: true } : item)),
  list: (items) => items,
};

const [name = 'add', argument = 'Water the plants'] = process.argv.slice(2);
const command = commands[name];
if (!command) {
  console.error(`Unknown command: ${name}`);
  process.exit(1);
}

const items = command(load(), argument);
save(items);
items.forEach((item, i) => console.log(`${i + 1}. [${item.done ? 'x' : ' '}] ${item.text}`));
