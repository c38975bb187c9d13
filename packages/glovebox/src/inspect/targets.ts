/**
 * Places that weigh more than others, by class. `~/` is any home, also of another user or where the home is not known; `*` is
 * one part of a path, `**` any number of them.
 */
export const TARGET_CLASSES = {
  /** Keys, tokens, passwords and what holds them. */
  credentialStores: [
    // Keys of SSH and GnuPG.
    '~/.ssh',
    '~/.ssh/*',
    '~/id_rsa',
    '~/id_dsa',
    '~/id_ecdsa',
    '~/id_ed25519',
    '~/.gnupg',
    '~/.gnupg/**',
    '/etc/ssh/ssh_host_*_key',
    // Cloud and cluster credentials.
    '~/.aws',
    '~/.aws/*',
    '~/.azure',
    '~/.azure/**',
    '~/.config/gcloud',
    '~/.config/gcloud/**',
    '~/.oci/**',
    '~/.boto',
    '~/.s3cfg',
    '~/.kube',
    '~/.kube/config',
    '~/kubeconfig',
    '/etc/kubernetes/*.conf',
    '/etc/kubernetes/pki/**',
    '~/.terraform.d/credentials*',
    '~/.vault-token',
    '~/.config/doctl/**',
    '~/.config/heroku/**',
    '~/.fly/config.yml',
    '/var/run/secrets/**',
    '/run/secrets/**',
    // Tokens of package registries, forges and clients.
    '~/.netrc',
    '~/_netrc',
    '~/.npmrc',
    '~/.yarnrc.yml',
    '~/.pypirc',
    '~/.gem/credentials',
    '~/.cargo/credentials*',
    '~/.git-credentials',
    '~/.config/gh/hosts.yml',
    '~/.config/hub',
    '~/.docker/config.json',
    '~/.dockercfg',
    '~/.pgpass',
    '~/.my.cnf',
    '~/.mylogin.cnf',
    '~/.composer/auth.json',
    '~/.m2/settings.xml',
    '~/.gradle/gradle.properties',
    '~/.config/rclone/rclone.conf',
    '~/.wgetrc',
    '~/.env',
    '~/.env.*',
    '~/credentials.json',
    '~/secrets.json',
    '~/secrets.y*ml',
    '~/service-account*.json',
    // Password hashes and who may become root.
    '/etc/shadow*',
    '/etc/gshadow*',
    '/etc/sudoers',
    '/etc/sudoers.d/*',
    '/etc/master.passwd',
    '/etc/security/opasswd',
    '/etc/krb5.keytab',
    '/etc/ssl/private/**',
    '/etc/wireguard/**',
    '/etc/openvpn/**',
    '/etc/NetworkManager/system-connections/*',
    // Key rings and password managers.
    '~/.local/share/keyrings',
    '~/.local/share/keyrings/**',
    '~/.password-store/**',
    '~/Library/Keychains/**',
    '~/*.kdbx',
    '~/.config/op/**',
    // Browsers and messengers: cookies, logins, sessions.
    '~/.mozilla/firefox',
    '~/.mozilla/firefox/**',
    '~/.config/google-chrome',
    '~/.config/google-chrome/**',
    '~/.config/chromium',
    '~/.config/chromium/**',
    '~/.config/BraveSoftware/**',
    '~/.config/microsoft-edge/**',
    '~/Login Data',
    '~/logins.json',
    '~/key4.db',
    '~/cookies.sqlite',
    '~/Library/Application Support/Google/Chrome/**',
    '~/AppData/Local/Google/Chrome/**',
    '~/AppData/Roaming/Mozilla/Firefox/**',
    '~/.config/discord/**',
    '~/.config/Slack/**',
    // Wallets.
    '~/.bitcoin/**',
    '~/wallet.dat',
    '~/.electrum/**',
    '~/.ethereum/keystore',
    '~/.ethereum/keystore/**',
    '~/.config/solana/**',
    '~/.config/Exodus/**',
    '~/.config/atomic/**',
    '~/.monero/**',
    '~/.local/share/0x/**',
    // The environment of a process holds its tokens.
    '/proc/*/environ',
  ],
  /** Files that a shell, a login or an interpreter runs on its own. */
  shellProfiles: [
    '~/.bashrc',
    '~/.bash_profile',
    '~/.bash_login',
    '~/.bash_logout',
    '~/.bash_aliases',
    '~/.profile',
    '~/.zshrc',
    '~/.zshenv',
    '~/.zprofile',
    '~/.zlogin',
    '~/.kshrc',
    '~/.cshrc',
    '~/.tcshrc',
    '~/.xprofile',
    '~/.xinitrc',
    '~/.xsession',
    '~/.inputrc',
    '~/.vimrc',
    '~/.config/fish/config.fish',
    '~/.config/fish/conf.d/*',
    '~/.config/nvim/init.*',
    '~/.pythonrc',
    '~/.pythonstartup',
    '/etc/profile',
    '/etc/profile.d/*',
    '/etc/bash.bashrc',
    '/etc/bashrc',
    '/etc/zsh/*',
    '/etc/environment',
    '/etc/skel/**',
    '~/sitecustomize.py',
    '~/usercustomize.py',
    '/**/site-packages/*.pth',
    '/**/dist-packages/*.pth',
    '~/AppData/**/Startup/**',
    '~/Documents/**/profile.ps1',
  ],
  /** Schedules, services and everything else that starts a program again. */
  cronPlaces: [
    '/etc/crontab',
    '/etc/cron.*',
    '/etc/cron.*/**',
    '/etc/anacrontab',
    '/var/spool/cron',
    '/var/spool/cron/**',
    '/var/spool/at/**',
    '/etc/systemd/**',
    '/lib/systemd/**',
    '/usr/lib/systemd/**',
    '/run/systemd/**',
    '~/.config/systemd/user/**',
    '~/.local/share/systemd/user/**',
    '/etc/init.d/*',
    '/etc/rc.local',
    '/etc/rc*.d/*',
    '/etc/inittab',
    '/etc/xdg/autostart/*',
    '~/.config/autostart/*',
    '~/Library/LaunchAgents/**',
    '/Library/LaunchAgents/**',
    '/Library/LaunchDaemons/**',
    '/etc/ld.so.preload',
    '/etc/ld.so.conf.d/*',
    '/etc/udev/rules.d/*',
    '/etc/update-motd.d/*',
    '/etc/apt/apt.conf.d/*',
    '/etc/modules-load.d/*',
    '/etc/pam.d/*',
    '~/.git/hooks/*',
  ],
  /** Who may log in without a password. */
  authorizedKeys: ['~/.ssh/authorized_keys', '~/.ssh/authorized_keys2', '~/.ssh/rc'],
  /** Records of what was done. */
  historyFiles: [
    '~/.bash_history',
    '~/.zsh_history',
    '~/.zhistory',
    '~/.history',
    '~/.sh_history',
    '~/.ksh_history',
    '~/.local/share/fish/fish_history',
    '~/.python_history',
    '~/.node_repl_history',
    '~/.mysql_history',
    '~/.psql_history',
    '~/.sqlite_history',
    '~/.lesshst',
    '~/.viminfo',
    '/var/log',
    '/var/log/**',
    '/var/run/utmp',
    '/run/utmp',
  ],
  /** Disks, memory and other hardware as files. */
  deviceNodes: [
    '/dev/sd*',
    '/dev/hd*',
    '/dev/vd*',
    '/dev/xvd*',
    '/dev/nvme*',
    '/dev/mmcblk*',
    '/dev/loop*',
    '/dev/dm-*',
    '/dev/md*',
    '/dev/mapper/*',
    '/dev/disk/**',
    '/dev/mem',
    '/dev/kmem',
    '/dev/port',
    '/dev/kmsg',
    '/dev/input/**',
    '/dev/uinput',
    '/dev/kvm',
    '/dev/fuse',
    '/dev/net/tun',
    '/dev/video*',
    '/dev/snd/**',
  ],
  /** Where cloud machines get their credentials from. */
  metadataAddresses: [
    '169.254.169.254',
    '169.254.170.2',
    '100.100.100.200',
    'fd00:ec2::254',
    'metadata.google.internal',
    'metadata.azure.internal',
    'instance-data',
  ],
  /** The system's own files and folders. */
  systemFiles: [
    '/',
    '/etc',
    '/etc/**',
    '/bin',
    '/bin/**',
    '/sbin',
    '/sbin/**',
    '/boot',
    '/boot/**',
    '/lib',
    '/lib/**',
    '/lib64',
    '/lib64/**',
    '/usr',
    '/usr/**',
    '/sys',
    '/sys/**',
    '/proc',
    '/proc/**',
    '/opt',
    '/opt/**',
    '/root',
    '/var',
    '/var/lib/**',
    '/var/www/**',
    '/var/run/docker.sock',
    '/run/docker.sock',
    '/run/containerd/**',
    'C:/Windows/**',
  ],
} as const satisfies Record<string, readonly string[]>;

export type TargetClass = keyof typeof TARGET_CLASSES;

/** Order decides where a place is in several classes: the narrower one comes first. */
const ORDER = [
  'metadataAddresses',
  'authorizedKeys',
  'shellProfiles',
  'cronPlaces',
  'historyFiles',
  'credentialStores',
  'deviceNodes',
  'systemFiles',
] as const satisfies readonly TargetClass[];

/** Public halves of keys, lists of known hosts and templates without values give nothing away. */
const HARMLESS = /\.pub$|\/known_hosts$|\/\.ssh\/config$|\.env\.(example|sample|template)$/;

/** The class of one path, address or URL, as it is written: `~/.bashrc`, `$HOME/.ssh/id_rsa`, `/home/u/.aws/credentials`. */
export function classifyTarget(target: string): TargetClass | undefined {
  const place = normalize(target);
  if (HARMLESS.test(place)) return undefined;
  return ORDER.find((name) => patternOf(name).test(place));
}

const MOST_WORDS = 200;

/** The classes of everything a target names, word by word, so that a list of paths counts for each. */
export function classesOf(target: string): ReadonlySet<TargetClass> {
  const words = [target, ...target.split(/\s+/, MOST_WORDS)];
  const found = words.map(classifyTarget).filter((name) => name !== undefined);
  return new Set(found);
}

/** Homes become `~`, addresses lose scheme and path, `..` is resolved. */
function normalize(target: string): string {
  const host = /^\w+:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]+)/.exec(target);
  if (host !== null && !target.startsWith('file:')) return (host[1] ?? '').replace(/[[\]]/g, '').toLowerCase();
  const plain = target
    .slice(0, 1_000)
    .trim()
    .replace(/^file:\/\//, '')
    .replace(/^["']|["']$/g, '')
    .replaceAll('\\', '/')
    .replace(
      /^(\$\{?HOME\}?|%USERPROFILE%|\/home\/[^/]+|\/root|\/Users\/[^/]+|[A-Za-z]:\/Users\/[^/]+|~\w+)(?=\/|$)/,
      '~',
    );
  return plain.startsWith('/') ? resolveDots(plain) : plain;
}

function resolveDots(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

const compiled = new Map<TargetClass, RegExp>();

function patternOf(name: TargetClass): RegExp {
  const known = compiled.get(name) ?? new RegExp(TARGET_CLASSES[name].map(expression).join('|'));
  compiled.set(name, known);
  return known;
}

function expression(place: string): string {
  const body = place
    .replace(/^~\//, '')
    .replace(/[.+^${}()|[\]\\?]/g, '\\$&')
    .replace(/\*\*|\*/g, (stars) => (stars === '**' ? '.*' : '[^/]*'));
  return place.startsWith('~/') ? `(?:^|/)${body}/?$` : `^${body}$`;
}
