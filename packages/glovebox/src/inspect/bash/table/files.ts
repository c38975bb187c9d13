import type { CommandTable } from './row.ts';

/** Commands that list, copy, move, delete and change files. */
export const FILE_COMMANDS: CommandTable = {
  'ls dir vdir': {
    does: ['file.read operands'],
    values: '-I -w -T --ignore --hide --width --block-size --color --sort --time',
  },
  tree: { does: ['file.read operands'], values: '-L -P -I --filelimit', also: { '-o': ['file.write value'] } },
  'exa eza lsd': { does: ['file.read operands'], values: '-L -I --level --sort' },
  stat: { does: ['file.read operands'], needs: 1, values: '-c -f --format --printf' },
  file: {
    does: ['file.read operands'],
    needs: 1,
    values: '-m -F -P',
    also: { '-f --files-from': ['file.read value'] },
  },
  du: { does: ['file.read operands'], values: '-d -B -t --max-depth --exclude --block-size --threshold' },
  df: { does: ['file.read operands'], values: '-B -t -x --output --type' },
  'readlink realpath': { does: [], values: '--relative-to --relative-base' },
  'locate mlocate plocate': {
    does: ['file.read operands'],
    needs: 1,
    values: '-n -l --limit',
    also: { '-d --database': ['file.read value'] },
  },
  updatedb: { does: ['file.read =/'], values: '-U --prunepaths' },
  'lsattr getfacl': { does: ['file.read operands'], needs: 1 },
  getfattr: { does: ['file.read operands'], needs: 1, values: '-n -m -e' },
  'fd fdfind': {
    does: ['file.read after-first'],
    values: '-e -t -d -E -s -S --extension --type --max-depth --exclude',
    also: { '-x --exec -X --exec-batch': ['process.spawn line'] },
  },

  cp: {
    does: ['file.read all-but-last', 'file.write last'],
    needs: 2,
    values: '-S --suffix --no-preserve --sparse',
    instead: { '-t --target-directory': ['file.read operands', 'file.write value'] },
  },
  mv: {
    does: ['file.read all-but-last', 'file.write last'],
    needs: 2,
    values: '-S --suffix',
    instead: { '-t --target-directory': ['file.read operands', 'file.write value'] },
  },
  'install ginstall': {
    does: ['file.read all-but-last', 'file.write last'],
    values: '-o -g -S --owner --group --suffix',
    instead: { '-d --directory': ['file.write operands'] },
    also: { '-t --target-directory': ['file.write value'], '-m --mode': ['file.permission operands'] },
  },
  'ln link': {
    does: ['file.read all-but-last', 'file.write last'],
    values: '-S --suffix',
    instead: { '-t --target-directory': ['file.read operands', 'file.write value'] },
  },
  symlinks: { does: ['file.read operands'], also: { '-d': ['file.delete operands'], '-c': ['file.write operands'] } },
  rm: { does: ['file.delete operands'], needs: 1, values: '--interactive' },
  'rmdir unlink srm wipe trash trash-put rimraf gio-trash': { does: ['file.delete operands'], needs: 1 },
  shred: { does: ['file.delete operands'], needs: 1, values: '-n -s --iterations --size --random-source' },
  'tee sponge': { does: ['file.write operands'] },
  touch: {
    does: ['file.write operands'],
    values: '-d -t --date --time',
    also: { '-r --reference': ['file.read value'] },
  },
  mkdir: { does: ['file.write operands'], values: '-m -Z --mode --context' },
  mktemp: {
    does: ['file.write operands'],
    needs: 1,
    values: '--suffix',
    also: { '-p --tmpdir': ['file.write value'] },
  },
  truncate: { does: ['file.write operands'], values: '-s --size', also: { '-r --reference': ['file.read value'] } },
  mkfifo: { does: ['file.write operands'], values: '-m --mode' },
  mknod: { does: ['file.write first', 'system.privilege line'], values: '-m --mode' },
  'rename prename perl-rename': { does: ['file.write after-first'], values: '-e' },
  'split csplit': {
    does: ['file.read first', 'file.write second'],
    needs: 1,
    values: '-b -l -n -a -C -f -t --bytes --lines --number --suffix-length --additional-suffix',
  },
  rsync: {
    does: ['file.read all-but-last', 'file.write last', 'network.send urls'],
    values: '-f -B -T -M --exclude --include --filter --bwlimit --port --timeout --chmod --chown',
    also: {
      '--delete --delete-after --delete-before --delete-excluded': ['file.delete last'],
      '--remove-source-files': ['file.delete all-but-last'],
      '-e --rsh --rsync-path': ['process.spawn value'],
      '--password-file': ['secret.read value'],
      '--log-file': ['file.write value'],
      '--files-from --include-from --exclude-from': ['file.read value'],
    },
  },

  chmod: {
    does: ['file.permission after-first'],
    also: { '--reference': ['file.read value', 'file.permission first'] },
  },
  'chown chgrp': {
    does: ['file.permission after-first'],
    values: '--from',
    also: { '--reference': ['file.permission first'] },
  },
  chattr: { does: ['file.permission after-first'], values: '-v -p' },
  setfacl: {
    does: ['file.permission operands'],
    values: '-m -x -M -X --modify --remove --set',
    also: { '--restore --set-file': ['file.read value'] },
  },
  setfattr: { does: ['file.permission operands'], values: '-n -v -x --name --value --remove' },
  setcap: { does: ['file.permission after-first', 'system.privilege line'], values: '-n' },
  getcap: { does: ['system.probe line'], values: '-n' },
  'chcon restorecon': { does: ['file.permission operands'], values: '-u -r -t -l --reference' },
  umask: { does: ['file.permission nothing'] },

  'mkfs mkfs.ext2 mkfs.ext3 mkfs.ext4 mke2fs mkfs.xfs mkfs.btrfs mkfs.vfat mkfs.fat mkdosfs mkfs.ntfs mkfs.f2fs': {
    does: ['file.delete line'],
    values: '-t -L -b -m -n -F -s -U',
  },
  wipefs: { does: ['file.read operands'], instead: { '-a --all -o --offset': ['file.delete line'] } },
  'blkdiscard badblocks mkswap': { does: ['file.delete line'] },
  'fdisk sfdisk gdisk sgdisk parted cfdisk': {
    does: ['file.delete line'],
    instead: { '-l --list -p --print': ['system.probe operands'] },
  },
  hdparm: {
    does: ['system.probe operands'],
    instead: { '--security-erase --write-sector --user-master --trim-sector-ranges': ['file.delete line'] },
  },
  cryptsetup: {
    does: ['system.privilege line'],
    verbs: {
      'luksFormat luksErase erase reencrypt': ['file.delete line'],
      'luksDump status isLuks': ['system.probe after-first'],
    },
  },
  'dmsetup lvcreate vgcreate pvcreate mdadm': { does: ['system.privilege line'] },
  'lvremove vgremove pvremove': { does: ['file.delete line'] },
  debugfs: { does: ['system.privilege line'], also: { '-w': ['file.write operands'], '-R': ['process.spawn value'] } },
  'fsck e2fsck tune2fs resize2fs xfs_repair': { does: ['system.privilege line'] },
  'sync fstrim': { does: [] },

  'vi vim nvim view nano pico emacs ed ex joe micro': {
    does: ['file.write operands'],
    values: '-c -S -u --cmd -T',
    also: { '-s -W -w': ['file.write value'] },
  },
  patch: {
    does: ['file.write operands'],
    values: '-p -d -F --strip --directory',
    also: { '-i --input': ['file.read value'], '-o --output': ['file.write value'] },
  },
  'dos2unix unix2dos': { does: ['file.write operands'], needs: 1 },
  logrotate: {
    does: ['file.write operands'],
    also: { '-f --force': ['file.delete =/var/log'], '-s --state': ['file.write value'] },
  },
};
