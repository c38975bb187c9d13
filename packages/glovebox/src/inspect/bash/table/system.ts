import type { CommandTable } from './row.ts';

/** Commands that look at the machine, and those that change it. */
export const SYSTEM_COMMANDS: CommandTable = {
  'whoami id groups logname tty nproc arch lsb_release': { does: ['system.probe operands'], values: '-n --ignore' },
  uname: { does: ['system.probe operands'] },
  hostname: {
    does: ['system.probe nothing'],
    instead: { '-F --file': ['system.privilege line', 'file.read value'], '-b --boot': ['system.privilege line'] },
  },
  'hostid domainname dnsdomainname': { does: ['system.probe operands'] },
  hostnamectl: {
    does: ['system.probe nothing'],
    verbs: { 'set-hostname hostname set-chassis set-location': ['system.privilege line'] },
  },
  timedatectl: {
    does: ['clock.read nothing'],
    verbs: { 'set-time set-timezone set-ntp set-local-rtc': ['system.privilege line'] },
  },
  hwclock: {
    does: ['clock.read nothing'],
    values: '--date -f --rtc',
    instead: { '-w --systohc -s --hctosys --set -a --adjust': ['system.privilege line'] },
  },
  localectl: { does: ['system.probe nothing'], verbs: { 'set-locale set-keymap': ['system.privilege line'] } },
  'who w users last lastlog finger pinky': {
    does: ['system.probe operands'],
    values: '-n -u -t',
    also: { '-f --file': ['file.read value'] },
  },
  lastb: { does: ['system.probe operands'], values: '-n', also: { '-f --file': ['file.read value'] } },
  ps: { does: ['system.probe operands'], values: '-p -u -o -C -t -g -U -G --sort --pid --format' },
  'top htop atop btop glances pidstat': { does: ['system.probe operands'], values: '-p -u -n -d -b' },
  'pgrep pidof pstree pidwait': { does: ['system.probe operands'], values: '-u -U -g -P -t -d' },
  lsof: { does: ['system.probe operands'], values: '-p -u -i -c -d -g -s +D' },
  'ss netstat': { does: ['system.probe operands'], values: '-f -A', also: { '-K --kill': ['process.signal line'] } },
  'ifconfig iwconfig': { does: ['system.probe operands'] },
  'route arp': {
    does: ['system.probe operands'],
    instead: { '-s --set -d --delete': ['system.privilege line'] },
    verbs: { 'add del delete flush': ['system.privilege line'] },
  },
  'arp-scan netdiscover': { does: ['network.connect operands', 'system.probe nothing'], values: '-I -i -r' },
  'nmcli iw': {
    does: ['system.probe operands'],
    values: '-t -f',
    verbs: { 'connection con c': ['system.privilege line'], 'radio networking': ['system.privilege line'] },
  },
  'lscpu lsblk lspci lsusb lsmod lsns lsipc free lshw dmidecode sensors inxi nvidia-smi ipcs sockstat dscacheutil': {
    does: ['system.probe operands'],
    values: '-o -s -d -c',
  },
  'vmstat iostat mpstat sar': {
    does: ['system.probe nothing'],
    values: '-p -s -e -n',
    also: { '-o': ['file.write value'], '-f': ['file.read value'] },
  },
  'getconf sestatus getenforce blkid findmnt systemd-detect-virt virt-what': {
    does: ['system.probe operands'],
    values: '-o -t -s',
  },
  dmesg: {
    does: ['system.probe nothing'],
    values: '-l -f -n',
    also: { '-C --clear -c --read-clear': ['file.delete =/var/log/dmesg'], '-F --file': ['file.read value'] },
  },
  journalctl: {
    does: ['file.read =/var/log/journal'],
    values: '-u -n -o -b -p -S -U -t --since --until --unit',
    also: {
      '--vacuum-time --vacuum-size --vacuum-files --rotate': ['file.delete =/var/log/journal'],
      '-D --directory': ['file.read value'],
    },
  },
  getent: {
    does: ['system.probe operands'],
    verbs: {
      'shadow gshadow': ['secret.read =/etc/shadow'],
      'hosts ahosts': ['network.resolve second'],
    },
  },
  dscl: {
    does: ['system.probe operands'],
    instead: { '-create -append -passwd': ['system.privilege line'] },
    style: 'words',
  },
  'ausearch aureport auditctl': {
    does: ['system.probe nothing'],
    values: '-m -ts -k',
    instead: { '-D -d -e -a -w': ['system.privilege line'] },
  },

  mount: {
    does: ['system.privilege line'],
    values: '-t -o -L -U --types --options',
    needs: 1,
    without: ['system.probe nothing'],
    instead: { '-a --all': ['system.privilege line'] },
    also: { '--bind --rbind -B -R': ['file.read first', 'file.write second'] },
  },
  umount: { does: ['system.privilege line'], values: '-t -O' },
  'swapon swapoff losetup pivot_root switch_root': {
    does: ['system.privilege line'],
    instead: { '-s --summary --show -a -l --list': ['system.probe nothing'] },
  },
  'unshare nsenter setpriv capsh': {
    does: ['system.privilege line'],
    values: '-t -S -G -r -w --target',
    instead: { '--print': ['system.probe nothing'] },
  },
  chroot: { does: ['system.privilege line'], values: '--userspec --groups' },
  'iptables ip6tables': {
    does: ['system.privilege line'],
    values: '-t -p -s -d -i -o -j -m --dport --sport',
    instead: { '-L --list -S --list-rules -C': ['system.probe nothing'] },
  },
  'iptables-save nft-list': { does: ['system.probe nothing'], also: { '-f --file': ['file.write value'] } },
  'iptables-restore ebtables arptables ipset': { does: ['system.privilege line'] },
  nft: {
    does: ['system.privilege line'],
    verbs: { list: ['system.probe nothing'] },
    also: { '-f --file': ['file.read value'] },
  },
  'ufw firewall-cmd': {
    does: ['system.privilege line'],
    verbs: { 'status version': ['system.probe nothing'] },
    instead: { '--list-all --state --get-zones': ['system.probe nothing'] },
  },
  'tc ethtool brctl ovs-vsctl': {
    does: ['system.privilege line'],
    verbs: { 'show list -s': ['system.probe nothing'] },
  },
  'setenforce aa-disable aa-complain aa-teardown apparmor_parser semodule setsebool': {
    does: ['system.privilege line'],
    values: '-i -r',
  },
  'reboot shutdown halt poweroff init telinit': {
    does: ['system.privilege line'],
    values: '-t',
    instead: { '-c --show --help': [] },
  },
  'grub-install update-grub grub-mkconfig efibootmgr bootctl': {
    does: ['system.persist line'],
    also: { '-o --output': ['file.write value'] },
  },
  'update-alternatives alternatives': {
    does: ['system.privilege line'],
    instead: { '--list --display --query --get-selections': ['system.probe nothing'] },
  },
  'dbus-send gdbus busctl': { does: ['process.spawn line'], values: '--dest' },
  loginctl: {
    does: ['system.probe nothing'],
    verbs: {
      'enable-linger': ['system.persist line'],
      'terminate-user terminate-session kill-user kill-session': ['process.signal line'],
    },
  },
  logger: {
    does: [],
    values: '-t -p -n -P --tag --priority',
    also: { '-n --server': ['network.send value'], '-f --file': ['file.read value'] },
  },
  'rsyslogd syslogd': { does: ['system.privilege line'] },

  'at batch': {
    does: ['system.persist line'],
    values: '-q -t',
    instead: { '-l -c': ['file.read =/var/spool/cron'] },
    also: { '-f': ['file.read value'] },
  },
  atq: { does: ['file.read =/var/spool/cron'] },
  atrm: { does: ['file.delete =/var/spool/cron'] },
  'update-rc.d chkconfig rc-update insserv': {
    does: ['system.persist line'],
    instead: { '--list': ['system.probe nothing'] },
    verbs: { show: ['system.probe nothing'] },
  },
  launchctl: { does: ['system.persist line'], verbs: { 'list print': ['system.probe nothing'] } },
  schtasks: { does: ['system.persist line'] },
  'anacron fcron': { does: ['system.persist line'] },
};
