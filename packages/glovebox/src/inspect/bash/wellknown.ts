import { matchesWhole, type Pattern } from './patterns.ts';

/** What lies in the folders of programs on nearly every machine. */
const PROGRAMS =
  'bash sh dash zsh cat tac nl more less head tail ls cp mv rm ln dd chmod chown touch mkdir rmdir echo printf env kill ps id su sudo mount umount date sleep true false uname tar gzip gunzip zcat bzip2 xz base64 base32 xxd od rev sort uniq cut paste tr sed grep egrep awk find xargs tee wc which whoami hostname login passwd chsh nc netcat ncat socat telnet curl wget ssh scp rsync ftp ping python python2 python3 perl ruby php node lua gcc make vi vim nano ed ip ss netstat ifconfig nohup timeout shred crontab at systemctl service iptables useradd usermod insmod modprobe mkfs fdisk gdb strace tcpdump openssl docker git'.split(
    ' ',
  );
const FOLDERS = ['/bin', '/usr/bin', '/sbin', '/usr/sbin'];
/** Files that are there on nearly every machine and that somebody would rather not spell out. */
const FILES =
  '/etc/passwd /etc/shadow /etc/group /etc/gshadow /etc/sudoers /etc/hosts /etc/hostname /etc/resolv.conf /etc/crontab /etc/fstab /etc/profile /etc/bash.bashrc /etc/environment /etc/issue /etc/os-release /etc/ssh/sshd_config /etc/ssh/ssh_host_rsa_key /etc/ld.so.preload /proc/self/environ /proc/self/maps /proc/self/mem /proc/version /proc/cpuinfo /root/.ssh/id_rsa /root/.bash_history ~/.ssh/id_rsa ~/.ssh/id_ed25519 ~/.ssh/authorized_keys ~/.bashrc ~/.bash_history ~/.profile ~/.aws/credentials ~/.netrc /var/log/auth.log /var/log/syslog /var/log/wtmp /dev/sda /dev/mem /dev/tcp /var/run/docker.sock'.split(
    ' ',
  );

const PATHS: readonly string[] = [
  ...FOLDERS.flatMap((folder) => PROGRAMS.map((program) => `${folder}/${program}`)),
  ...FILES,
];
const BY_DEPTH = new Map<number, string[]>();
for (const path of PATHS) {
  const depth = path.split('/').length;
  BY_DEPTH.set(depth, [...(BY_DEPTH.get(depth) ?? []), path]);
}

/** The places a pattern that spells none of them out would find: `/e??/p*d` is `/etc/passwd`. */
export function placesFitting(parts: readonly Pattern[]): string[] {
  // All that is in a folder is no way of spelling one of its files.
  if (parts.some(({ tokens }) => tokens.length > 0 && tokens.every((token) => 'any' in token && token.any === 'run')))
    return [];
  const candidates = BY_DEPTH.get(parts.length) ?? [];
  const isVague = parts.every((part) => part.literal === undefined || part.literal === '');
  const found = candidates.filter((path) =>
    path.split('/').every((name, index) => {
      const part = parts[index];
      return part !== undefined && !(name.startsWith('.') && startsWild(part)) && matchesWhole(part, name);
    }),
  );
  // `/*/*` names no file in particular.
  return isVague && found.length > MOST_FOUND ? [] : found.slice(0, MOST_FOUND);
}

const MOST_FOUND = 24;

function startsWild({ tokens: [first] }: Pattern): boolean {
  return first !== undefined && !('one' in first);
}
