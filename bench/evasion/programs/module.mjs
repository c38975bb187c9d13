import { readFileSync as read, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import path, { join } from 'node:path';

const target = '/tmp/module-output.txt';
writeFileSync(target, 'content of the file');
const text = await Promise.resolve(read(target, 'utf8'));
console.log(text, join('/usr/share', 'words.list'), path.basename(target), os.EOL === '\n');
export const shown = `${text.length}`;
