import type { CommandTable } from './row.ts';

/** Commands about users, rights, keys and what they keep secret. */
export const ACCOUNT_COMMANDS: CommandTable = {
  sudo: {
    does: ['system.privilege line'],
    values: '-u -g -h -p -C -r -t -U -D -R -T',
    needs: 1,
    without: ['system.privilege line'],
  },
  su: {
    does: ['system.privilege line'],
    values: '-s -g -G -w --shell',
    also: { '-c --command': ['process.spawn value'] },
  },
  'doas pkexec': { does: ['system.privilege line'], values: '-u -C --user' },
  'useradd adduser': {
    does: ['system.privilege line'],
    values: '-u -g -G -d -s -c -e -f -k -p --uid --gid --groups --home --shell --password --comment',
    instead: { '-D --defaults': ['system.probe nothing'] },
  },
  usermod: {
    does: ['system.privilege line'],
    values: '-a -G -g -d -s -u -l -e -p -c --groups --append --shell --home',
  },
  'userdel deluser': { does: ['system.privilege line'], also: { '-r --remove --remove-home': ['file.delete last'] } },
  'groupadd groupmod groupdel addgroup delgroup gpasswd newgrp': {
    does: ['system.privilege line'],
    values: '-g -n -a -d -M -A',
  },
  passwd: {
    does: ['system.privilege line'],
    values: '-n -x -w -i -r',
    instead: { '-S --status': ['system.probe nothing'] },
  },
  'chpasswd newusers chgpasswd': { does: ['system.privilege line'], values: '-c --crypt-method' },
  'chsh chfn chage vipw vigr pwconv grpconv': {
    does: ['system.privilege line'],
    values: '-s -d -E -M -m -W',
    instead: { '-l --list-shells --list': ['system.probe nothing'] },
  },
  visudo: {
    does: ['system.privilege line'],
    also: { '-f --file': ['file.write value'] },
    instead: { '-c --check': ['file.read =/etc/sudoers'] },
  },
  'faillock pam_tally2': { does: ['system.probe operands'], also: { '--reset': ['system.privilege line'] } },

  'gpg gpg2': {
    does: ['file.read operands'],
    values: '-u --passphrase --keyserver --trust-model --compress-algo',
    also: {
      '-o --output': ['file.write value'],
      '-r --recipient': ['file.read operands'],
      '--export-secret-keys --export-secret-subkeys': ['secret.read =~/.gnupg'],
      '-d --decrypt': ['secret.read operands'],
      '--passphrase-file': ['secret.read value'],
      '--homedir': ['secret.read value'],
      '--recv-keys --search-keys --refresh-keys --send-keys': ['network.connect operands'],
      '--import': ['file.write =~/.gnupg/pubring.kbx'],
      '--delete-secret-keys --delete-keys': ['file.delete =~/.gnupg'],
    },
  },
  'pass gopass': {
    does: ['secret.read operands'],
    verbs: {
      'insert generate add': ['file.write =~/.password-store'],
      git: ['network.connect line'],
      'rm delete': ['file.delete =~/.password-store'],
    },
  },
  'op bw lpass vault': {
    does: ['secret.read line'],
    verbs: { 'status version': ['system.probe nothing'], 'login signin': ['network.connect line'] },
  },
  security: {
    does: ['secret.read line'],
    verbs: {
      'find-generic-password find-internet-password dump-keychain export': ['secret.read line'],
      'add-generic-password add-trusted-cert': ['system.privilege line'],
    },
  },
  'secret-tool kwallet-query keyring gnome-keyring': {
    does: ['secret.read line'],
    verbs: { store: ['file.write =~/.local/share/keyrings/login.keyring'] },
  },
  keyctl: { does: ['secret.read line'], verbs: { 'show list describe': ['system.probe nothing'] } },
  'ssh-add': {
    does: ['secret.read operands'],
    values: '-t -s -e',
    instead: { '-l -L': ['system.probe nothing'], '-D -d': [] },
  },
  'ssh-agent': { does: ['process.spawn line'], values: '-a -t' },
  'unshadow john hashcat hydra-wizard fcrackzip': {
    does: ['secret.read operands'],
    values: '-m -a -w --wordlist --format',
    also: { '-o --outfile': ['file.write value'] },
  },
  'mimipenguin lazagne laZagne': { does: ['secret.read line'] },
  'xclip xsel wl-copy pbcopy': {
    does: [],
    values: '-selection -sel -d',
    also: { '-o -out --output': ['secret.read nothing'] },
    style: 'words',
  },
  'pbpaste wl-paste': { does: ['secret.read nothing'] },
  'scrot import gnome-screenshot screencapture maim grim xwd': {
    does: ['secret.read nothing', 'file.write operands'],
    values: '-d -w -t',
    also: { '-f --file -out': ['file.write value'] },
  },
  'arecord parec rec': { does: ['secret.read nothing', 'file.write operands'], values: '-f -r -c -d -D' },
  'xinput logkeys showkey evtest xspy': {
    does: ['secret.read line'],
    verbs: { 'list --list': ['system.probe nothing'] },
  },
  htpasswd: { does: ['file.write first'], values: '-C', instead: { '-n': [] } },
  'certbot acme.sh': { does: ['network.connect line', 'file.write =/etc/letsencrypt'], values: '-d -w -m' },
  keytool: {
    does: ['file.read nothing'],
    values: '-alias -storepass',
    also: { '-keystore': ['file.write value'], '-exportcert -importkeystore': ['secret.read line'] },
    style: 'words',
  },
  'pwck grpck': { does: ['secret.read =/etc/shadow'] },
};
