import { posix } from 'node:path';

/** Kinds of places that code can point at and that weigh differently. The first expression that fits a word decides. */
const PLACES = {
  // Cloud machines hand out credentials to whoever asks this address.
  'metadata-address':
    /^(https?:\/\/)?(169\.254\.169\.254|169\.254\.170\.2|100\.100\.100\.200|\[?fd00:ec2::254\]?|metadata\.google\.internal)(?=[:/]|$)/i,
  // Password hashes and who may become root.
  'password-store': /^\/etc\/(shadow|gshadow|sudoers|master\.passwd|security\/opasswd)(?=$|[-~.]|\.d\/)/,
  'account-file': /^\/etc\/(passwd|group)-?$/,
  // Where keys are accepted or schedules kept: writing here outlives the program. Before the stores, which hold it too.
  'authorized-keys': /\/\.ssh\/(authorized_keys2?|rc)$/,
  'credential-store':
    /\/\.(ssh|aws|azure|gnupg|kube|config\/gcloud|docker|oci|password-store|local\/share\/keyrings|mozilla\/firefox|config\/(google-chrome|chromium|BraveSoftware|gh|hub|solana|op))(?=\/|$)|\/\.(netrc|pgpass|my\.cnf|npmrc|pypirc|git-credentials|dockercfg|s3cfg|vault-token|terraform\.d\/credentials\S*|electrum\/wallets|bitcoin\/wallet\.dat|ethereum\/keystore\S*)$|\/id_(rsa|dsa|ecdsa|ed25519)$|\/(Login Data|Cookies|logins\.json|key4\.db|wallet\.dat|login\.keychain\S*)$|^\/etc\/(ssh\/ssh_host_\w+_key|ssl\/private\/.*|krb5\.keytab|kubernetes\/.*\.conf)$|\/run\/secrets\/|\/var\/run\/secrets\//,
  'shell-profile':
    /\/\.(bashrc|bash_profile|bash_login|bash_logout|bash_aliases|profile|zshrc|zshenv|zprofile|zlogin|kshrc|cshrc|xprofile|xinitrc|config\/fish\/config\.fish|vimrc|inputrc)$|^\/etc\/(profile|bash\.bashrc|zsh\/\w+|environment)$|^\/etc\/profile\.d\/|\/(sitecustomize|usercustomize)\.py$|\/site-packages\/[^/]+\.pth$/,
  schedule:
    /^\/etc\/(cron|anacrontab|at\.|systemd\/|init\.d\/|rc\.local|rc\d\.d\/|ld\.so\.preload|xdg\/autostart\/|udev\/rules)|^\/(usr\/)?lib\/systemd\/system\/|^\/var\/spool\/(cron|at)|\/\.config\/(systemd\/user|autostart)(?=\/|$)|\/\.git\/hooks\/|\/Library\/Launch(Agents|Daemons)\//,
  'history-file':
    /\/\.(bash|zsh|python|node_repl|mysql|psql|lesshst|sqlite|ksh)_?history$|\/\.(lesshst|histfile)$|^\/var\/log\/(wtmp|btmp|lastlog|auth\.log|syslog|secure|messages|audit)/,
  // What a process may learn of itself and others past its own files.
  'process-internals':
    /^\/proc\/(1|\d+|self|thread-self|\*|\[[^\]]+\]\*?|\$\w+|\{[^}]*\})(\/task\/\d+)?\/(environ|mem|maps|root|cwd\/\.\.|ns|fd\/\d+\/|map_files|syscall|stack)(?=\/|$)|^\/proc\/(1|sys\/kernel\/core_pattern|sysrq-trigger|kcore|kallsyms|kmsg|keys)(?=\/|$)/,
  'container-control': /(^|\/)(docker|containerd|podman|crio)\.sock$|^\/sys\/fs\/cgroup\/.*release_agent$/,
  device:
    /^\/dev\/(sd[a-z]|hd[a-z]|vd[a-z]|xvd[a-z]|nvme\d|mmcblk|loop\d|dm-\d|md\d|mem$|kmem$|port$|kmsg$|input\/|ttyS?\d|uinput|kvm$|fuse$|net\/tun|mapper\/|disk\/)/,
  'shell-socket': /^\/dev\/(tcp|udp)\//,
  'root-itself': /^\/(\*|\.\*)?$/,
  'home-itself': /^(\/root|\/home(\/[\w.$-]+)?|\/Users\/[\w.-]+)\/?(\*|\.\*)?$/,
  'system-folder': /^\/(bin|sbin|boot|dev|etc|lib|lib32|lib64|proc|sys|usr|var|opt)(\/\*?)?$/,
  'system-file': /^\/(etc|bin|sbin|boot|lib|lib32|lib64|usr|sys|proc\/sys|opt|root|var\/(lib|log|spool|www))\//,
  // The program's own machine: what a local server and its test use.
  loopback: /^(\w+:\/\/)?(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|\[?::ffff:127\.\d+\.\d+\.\d+\]?)(?=[:/?]|$)/i,
  'unix-socket': /^unix:/,
  'any-address': /^(0\.0\.0\.0|\[?::\]?)(:\d+)?$/,
  // A number instead of a name: no certificate, no owner to look up.
  'raw-address': /^(\w+:\/\/)?(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]*:[0-9a-f:.]+\])(?=[:/?]|$)/i,
  'secure-url': /^(https|wss):\/\/[^\s/]+|^[\w.-]+\.[a-z]{2,}:443$/i,
  'plain-url': /^(http|ws|ftp|tftp|telnet):\/\/[^\s/]+/i,
} as const satisfies Record<string, RegExp>;

export type Place = keyof typeof PLACES | 'own-folder' | 'temporary' | 'every-process' | 'foreign-process';

const TABLE = Object.entries(PLACES) as [Place, RegExp][];

/** The jail's home; `~` and `$HOME` of a source mean the same. */
const HOME = '/home/user';
const MAX_WORDS = 400;
const LONGEST = 8_000;

/** The places a target points at, word by word, so that a command line counts for each thing it names. */
export function placesOf(target: string): ReadonlySet<Place> {
  const places = new Set<Place>();
  for (const word of wordsOf(target)) {
    const found = placeOf(word);
    if (found !== undefined) places.add(found);
  }
  return places;
}

/** The words of a command line, path or URL with `~` written out and `..` resolved. */
export function wordsOf(target: string): string[] {
  const plain = target
    .slice(0, LONGEST)
    .replace(/\$\{?HOME\}?|~(?=[/"'\s]|$)/g, HOME)
    .replace(/file:\/\//g, '');
  const words = plain.split(/[\s;|&<>()"'`=,@{}]+/, MAX_WORDS);
  // A path may itself hold spaces; the whole target counts as one word as well.
  return [...new Set([plain.trim(), ...words])].filter((word) => word !== '').map(tidy);
}

function tidy(word: string): string {
  return word.startsWith('/') && !word.startsWith('//') ? posix.normalize(word) : word.replace(/^\/\/+/, '/');
}

function placeOf(word: string): Place | undefined {
  const listed = TABLE.find(([, pattern]) => pattern.test(word));
  if (listed !== undefined) return listed[0];
  if (/^(\/tmp|\/var\/tmp|\/dev\/shm)(\/|$)/.test(word)) return 'temporary';
  if (/^(\/work(\/|$)|\.{1,2}\/|[^/]+$)/.test(word)) return 'own-folder';
  return undefined;
}
