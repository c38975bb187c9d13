import { findProgram, needPrograms } from './install.ts';

/** Bandit as Debian has it, over a folder. It ends with 1 when it finds something, which is no failure. Throws when it cannot be had. */
export async function banditOver(folder: string): Promise<readonly string[]> {
  await needPrograms('bandit', { bandit: 'bandit' });
  const bandit = findProgram('bandit') ?? 'bandit';
  return ['sh', '-c', '"$0" --quiet --recursive "$1" --format json; test $? -le 1', bandit, folder];
}
