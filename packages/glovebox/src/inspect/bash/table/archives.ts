import type { CommandTable } from './row.ts';

/** Commands that pack and unpack. `tar` is read on its own: its letters need no dash. */
export const ARCHIVE_COMMANDS: CommandTable = {
  zip: {
    does: ['file.write first', 'file.read after-first'],
    needs: 1,
    values: '-i -x -t -tt -b -n -P --password',
    also: { '-m --move': ['file.delete after-first'], '-T --test -TT --unzip-command': ['process.spawn line'] },
  },
  unzip: {
    does: ['file.read first', 'file.write =.'],
    needs: 1,
    values: '-x -P',
    instead: { '-l -t -v -p -Z': ['file.read first'] },
    also: { '-d': ['file.write value'] },
  },
  'gzip pigz bzip2 pbzip2 xz lzma zstd lz4 compress brotli lzip': {
    does: ['file.read operands', 'file.write operands'],
    needs: 1,
    values: '-S -p -T --suffix --threads',
    instead: { '-c --stdout --to-stdout -t --test -l --list': ['file.read operands'] },
    also: { '-o --output': ['file.write value'] },
  },
  'gunzip bunzip2 unxz unlzma unzstd uncompress unlz4': {
    does: ['file.read operands', 'file.write operands'],
    needs: 1,
    values: '-S',
    instead: { '-c --stdout -t -l': ['file.read operands'] },
  },
  '7z 7za 7zr p7zip': {
    does: ['file.write second', 'file.read after-first'],
    verbs: { 'l t': ['file.read second'], 'x e': ['file.read second', 'file.write =.'], d: ['file.delete second'] },
    also: { '-o': ['file.write value'] },
  },
  'rar unrar': {
    does: ['file.write second', 'file.read after-first'],
    verbs: { 'l v t lb': ['file.read second'], 'x e': ['file.read second', 'file.write =.'] },
    values: '-x -p',
  },
  cpio: {
    does: [],
    values: '-H -M --format',
    also: {
      '-i --extract': ['file.write =.'],
      '-O': ['file.write value'],
      '-F --file -I': ['file.read value'],
      '-p --pass-through': ['file.write last'],
    },
  },
  ar: { does: ['file.write second'], verbs: { 't p': ['file.read second'], x: ['file.read second', 'file.write =.'] } },
  'zipinfo zipgrep rpm2cpio': { does: ['file.read operands'], needs: 1 },
  'mksquashfs genisoimage mkisofs': {
    does: ['file.read all-but-last', 'file.write last'],
    also: { '-o': ['file.write value'] },
    style: 'words',
  },
  unsquashfs: {
    does: ['file.read operands', 'file.write =squashfs-root'],
    also: { '-d --dest': ['file.write value'] },
  },
};
