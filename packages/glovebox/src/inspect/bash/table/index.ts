import { ACCOUNT_COMMANDS } from './accounts.ts';
import { ARCHIVE_COMMANDS } from './archives.ts';
import { CLIENT_COMMANDS } from './clients.ts';
import { FILE_COMMANDS } from './files.ts';
import { MACHINE_COMMANDS } from './machines.ts';
import { NETWORK_COMMANDS } from './network.ts';
import { PACKAGE_COMMANDS } from './packages.ts';
import { PROCESS_COMMANDS } from './processes.ts';
import type { CommandRow, CommandTable } from './row.ts';
import { SYSTEM_COMMANDS } from './system.ts';
import { TEXT_COMMANDS } from './text.ts';

const TABLES: readonly CommandTable[] = [
  FILE_COMMANDS,
  TEXT_COMMANDS,
  ARCHIVE_COMMANDS,
  CLIENT_COMMANDS,
  NETWORK_COMMANDS,
  PROCESS_COMMANDS,
  SYSTEM_COMMANDS,
  ACCOUNT_COMMANDS,
  PACKAGE_COMMANDS,
  MACHINE_COMMANDS,
];

/** What a shell command can do to the world, by its name without folder. */
export const COMMANDS: ReadonlyMap<string, CommandRow> = new Map(
  TABLES.flatMap((table) =>
    Object.entries(table).flatMap(([names, row]) => names.split(' ').map((name) => [name, row] as const)),
  ),
);

/** Builtins and filters that act on nothing outside the script. */
export const HARMLESS: ReadonlySet<string> = new Set(
  '{ } echo printf cd pushd popd dirs pwd test [ [[ true false : read readarray mapfile local declare typeset readonly return exit break continue shift getopts set unset export let alias unalias type which whereis hash help wait jobs fg bg disown times ulimit shopt complete compgen bind caller enable logout seq basename dirname tr expr bc dc factor numfmt clear reset tput stty command builtin exec nohup setsid time nice ionice timeout xargs parallel stdbuf watch busybox toybox flock figlet cowsay fortune lolcat banner toilet ts pv getopt envsubst mkpasswd uuidgen pwgen cmatrix sl torsocks proxychains eatmydata fc suspend coproc sed awk gawk mawk nawk grep egrep fgrep sort uniq cut rev cat head tail wc tac nl fold column paste od hexdump xxd base64 base32 md5sum sha1sum sha256sum strings jq mktemp sync rg ag'.split(
    ' ',
  ),
);
