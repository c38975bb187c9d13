import { fileURLToPath } from 'node:url';

const FOLDER = new URL('programs/', import.meta.url);

/** Path of a program that is measured. */
export function program(name: 'hello.py' | 'syscalls.py' | 'computation.py'): string {
  return fileURLToPath(new URL(name, FOLDER));
}

/** The bare interpreter everything is compared with. */
export const PYTHON = '/usr/bin/python3';

export const GREETING = 'Hello, world!\n';
