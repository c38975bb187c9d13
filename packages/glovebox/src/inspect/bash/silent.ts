/** Commands that print nothing where all goes well. */
export const SILENT_COMMANDS: ReadonlySet<string> = new Set(
  'rm rmdir unlink mkdir cp mv ln touch chmod chown chgrp chattr sleep kill pkill killall export alias truncate mkfifo mknod install tar unzip gzip gunzip mount umount shred sync true false cd set unset trap wait ulimit umask shopt insmod modprobe useradd usermod userdel groupadd'.split(
    ' ',
  ),
);
