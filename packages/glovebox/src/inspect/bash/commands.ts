import type { Capability } from '../../capability.ts';

/** What of a command is its target. */
export type CommandTarget =
  /** Every word that is no option. */
  | 'operands'
  /** As before without the first, which is a pattern or a mode. */
  | 'operands-after-first'
  | 'first'
  | 'last'
  /** All but the last: what is copied. */
  | 'all-but-last'
  | 'host-port'
  /** The whole command line: its options say what it does. */
  | 'line'
  | 'none';

export interface CommandGroup {
  readonly capability: Capability;
  readonly target: CommandTarget;
  /** Without an operand the command reads its input and does nothing of this. */
  readonly needsOperand?: true;
  /** Names, separated by spaces. */
  readonly commands: string;
}

const GROUPS: readonly CommandGroup[] = [
  {
    capability: 'file.read',
    target: 'operands',
    needsOperand: true,
    commands:
      'cat tac nl head tail less more view strings hexdump xxd od wc sort uniq cut paste join comm diff cmp diff3 sdiff md5sum sha1sum sha256sum sha512sum b2sum cksum sum base64 base32 base16 fold fmt pr expand unexpand rev column file readlink realpath stat zcat bzcat xzcat zless gzcat iconv split csplit shuf tsort look bat batcat zipinfo objdump nm readelf ldd xmllint yq csvcut sqlite3 exiftool identify',
  },
  {
    capability: 'file.read',
    target: 'operands',
    commands: 'ls dir vdir tree du df find locate mlocate plocate lsattr getfacl getfattr fdfind fd',
  },
  {
    capability: 'file.read',
    target: 'operands-after-first',
    needsOperand: true,
    commands: 'grep egrep fgrep zgrep rg ag ack awk gawk mawk nawk jq pcregrep cscope',
  },
  { capability: 'file.read', target: 'all-but-last', commands: 'cp mv install rsync scp ln' },
  { capability: 'file.write', target: 'last', commands: 'cp mv install ln' },
  {
    capability: 'file.write',
    target: 'operands',
    commands: 'tee touch mkdir mktemp truncate mkfifo mknod fallocate sponge ed ex vi vim nano emacs patch rename',
  },
  {
    capability: 'file.write',
    target: 'operands',
    needsOperand: true,
    commands:
      'tar unzip gunzip gzip bzip2 bunzip2 xz unxz zip zstd unzstd 7z 7za 7zr rar unrar cpio ar uncompress compress lz4 dos2unix unix2dos convert mogrify ffmpeg sox pandoc',
  },
  { capability: 'file.delete', target: 'operands', commands: 'rm rmdir unlink shred srm wipe trash trash-put rimraf' },
  {
    capability: 'file.delete',
    target: 'line',
    commands:
      'wipefs blkdiscard mkfs mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.xfs mkfs.btrfs mkfs.vfat mkswap fdisk sfdisk parted gdisk sgdisk badblocks hdparm cryptsetup dmsetup lvremove vgremove',
  },
  {
    capability: 'file.permission',
    target: 'operands-after-first',
    commands: 'chmod chown chgrp chattr setfacl setfattr setcap chcon',
  },
  { capability: 'file.permission', target: 'none', commands: 'umask' },

  { capability: 'network.resolve', target: 'first', commands: 'dig nslookup host resolvectl drill kdig whois' },
  { capability: 'network.connect', target: 'host-port', commands: 'nc ncat netcat telnet socat' },
  {
    capability: 'network.connect',
    target: 'operands',
    commands:
      'curl wget aria2c lynx w3m links elinks http https httpie xh axel lftp ftp tftp sftp ssh autossh mosh sshpass ping ping6 traceroute tracepath mtr nmap masscan arping hping3 fping rclone smbclient ldapsearch rpcclient snmpwalk mysql psql mongo mongosh redis-cli websocat grpcurl yt-dlp youtube-dl ssh-copy-id ssh-keyscan nikto hydra sqlmap',
  },
  {
    capability: 'network.send',
    target: 'operands',
    commands: 'scp rsync mail mailx sendmail mutt s3cmd gsutil croc magic-wormhole wormhole bore ngrok cloudflared',
  },
  {
    capability: 'network.listen',
    target: 'operands',
    commands: 'sshd httpd nginx apache2 dropbear in.telnetd vsftpd tcpserver',
  },
  {
    capability: 'network.connect',
    target: 'line',
    commands:
      'git svn hg apt apt-get yum dnf pacman apk brew snap flatpak gem cargo go pip pip3 pipx npm npx yarn pnpm bun composer conda mamba docker podman kubectl helm terraform aws gcloud az gh heroku',
  },

  { capability: 'process.signal', target: 'operands', commands: 'pkill killall killall5 skill xkill fuser' },
  {
    capability: 'process.inject',
    target: 'line',
    commands: 'gdb strace ltrace gcore ptrace bpftrace perf reptyr frida lldb',
  },
  {
    capability: 'process.spawn',
    target: 'line',
    commands:
      'make cmake ninja gcc g++ cc clang rustc javac java mvn gradle ant dotnet mono wine screen tmux open xdg-open osascript systemd-run runuser runcon script expect dialog zenity',
  },

  { capability: 'code.native', target: 'operands', commands: 'insmod modprobe rmmod kexec ldconfig' },

  {
    capability: 'secret.read',
    target: 'operands',
    commands:
      'security secret-tool gpg gpg2 pass gopass op bw vault keyctl ssh-add unshadow john hashcat xclip xsel pbpaste wl-paste scrot import gnome-screenshot arecord xinput logkeys',
  },
  {
    capability: 'system.persist',
    target: 'line',
    commands: 'crontab at batch update-rc.d chkconfig rc-update launchctl schtasks',
  },
  {
    capability: 'system.privilege',
    target: 'line',
    commands:
      'sudo su doas pkexec mount umount chroot unshare nsenter setpriv capsh useradd adduser usermod userdel deluser groupadd groupmod groupdel passwd chpasswd chsh chfn visudo newgrp gpasswd setenforce aa-disable apparmor_parser sysctl iptables ip6tables nft ufw firewall-cmd ebtables swapon swapoff losetup pivot_root reboot shutdown halt poweroff init telinit systemctl service hostnamectl timedatectl hwclock auditctl',
  },
  {
    capability: 'system.probe',
    target: 'operands',
    commands:
      'whoami id uname hostname hostid who w users last lastlog lastb finger groups logname ps top htop pgrep pidof pstree lsof ss netstat ip ifconfig route arp iwconfig nmcli lscpu lsblk lspci lsusb lsmod lsns free uptime vmstat iostat mpstat sar nproc dmidecode dmesg systemd-detect-virt virt-what lsb_release arch getconf sestatus getenforce tty blkid findmnt journalctl getent ipcs lshw sensors nvidia-smi inxi',
  },
  { capability: 'clock.wait', target: 'first', commands: 'sleep usleep inotifywait' },
  { capability: 'clock.read', target: 'none', commands: 'date cal' },
  { capability: 'resource.exhaust', target: 'line', commands: 'stress stress-ng yes memtester' },
];

/** What a shell command can do to the world, by its name without folder. */
export const COMMANDS: ReadonlyMap<string, readonly CommandGroup[]> = indexed();

function indexed(): Map<string, CommandGroup[]> {
  const index = new Map<string, CommandGroup[]>();
  for (const group of GROUPS) {
    for (const name of group.commands.split(' ')) index.set(name, [...(index.get(name) ?? []), group]);
  }
  return index;
}

/** Builtins and filters that act on nothing outside the script. */
export const HARMLESS: ReadonlySet<string> = new Set(
  'echo printf cd pushd popd dirs pwd test [ [[ true false : read readarray mapfile local declare typeset readonly return exit break continue shift getopts set unset export let alias unalias type which whereis hash help trap wait jobs fg bg disown times ulimit shopt complete compgen bind caller enable logout history seq basename dirname tr sed expr bc dc factor numfmt clear reset tput stty printenv env command builtin exec nohup setsid time nice ionice timeout xargs parallel stdbuf watch busybox flock kill eval source . bash sh dash zsh ksh csh tcsh fish ash python python2 python3 perl ruby node php lua tclsh pypy3 deno dd figlet cowsay fortune lolcat banner toilet man info apropos whatis ts pv sync getopt envsubst mkpasswd uuidgen pwgen cmatrix sl torsocks proxychains eatmydata fc suspend coproc'.split(
    ' ',
  ),
);

/** Options that take the next word as their value, so that it is no operand. */
export const VALUE_OPTIONS: Readonly<Record<string, string>> = {
  curl: '-o -H -d -X -F -T -u -A -e -b -c -m -x -w -K -E -r -C --output --header --data --data-raw --data-binary --data-urlencode --request --form --upload-file --user --user-agent --referer --cookie --cookie-jar --max-time --proxy --write-out --connect-timeout --retry --cacert --cert --key --resolve --limit-rate',
  wget: '-O -P -o -a -U -t -T -i -e --output-document --directory-prefix --user-agent --tries --timeout --header --post-data --post-file --limit-rate -A -R -l -D',
  head: '-n -c --lines --bytes',
  tail: '-n -c --lines --bytes -s',
  cut: '-d -f -c -b --delimiter --fields',
  sort: '-k -t -o -T -S',
  uniq: '-f -s -w',
  fold: '-w',
  split: '-b -l -n -a',
  grep: '-e -f -m -A -B -C --include --exclude --exclude-dir',
  egrep: '-e -f -m -A -B -C',
  awk: '-F -v -f',
  gawk: '-F -v -f',
  touch: '-d -t -r',
  mkdir: '-m',
  truncate: '-s --size',
  install: '-m -o -g',
  ssh: '-i -p -l -o -F -J -L -R -D -b -c -E -W',
  scp: '-i -P -o -F -c -l',
  rsync: '-e --exclude --include --filter --bwlimit',
  nc: '-p -s -w -i -e -c -q -X -x',
  ncat: '-p -s -w -i -e -c',
  netcat: '-p -s -w -i -e -c -q',
  ping: '-c -i -W -w -s -I',
  nmap: '-p -oN -oX -oG -T -D',
  tar: '-C --exclude -T -X --directory',
  unzip: '-d -x',
  find: '-name -iname -type -mtime -size -maxdepth -mindepth -newer -user -perm -path -regex -printf -mmin -atime -ctime -group -not -empty',
  ls: '-I -w',
  du: '-d --max-depth',
  stat: '-c -f --format --printf',
  base64: '-w',
  shuf: '-n -i',
  fallocate: '-l -o',
  mktemp: '-p -t --suffix',
  ps: '-p -u -o -C -t -g --sort',
  date: '-d -r -f',
  xxd: '-l -s -c',
  od: '-A -t -N -j',
  gpg: '-r -o -u --output --recipient --passphrase',
  psql: '-h -U -d -p -c',
  mysql: '-h -u -P -e -D',
  dig: '-p -t',
  cp: '-S --suffix',
  mv: '-S --suffix',
};
