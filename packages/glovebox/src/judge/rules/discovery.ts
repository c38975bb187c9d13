import type { Pattern, Rule } from '../rule.ts';

/** Names under which keys and passwords lie. */
const SECRET_NAMES =
  /=.{0,60}(id_rsa|id_dsa|id_ecdsa|id_ed25519|authorized_keys|\.pem\b|\.ppk\b|\.p12\b|\.pfx\b|\.kdbx\b|\.gnupg|\.ssh\b|\.aws\b|\.kube\b|\.netrc|\.pgpass|\.npmrc|\.pypirc|\.git-credentials|wallet|keystore|credential|access_token|passw|secret|api_?key|private.?key)/i;

const EVERYWHERE = ['root-itself', 'home-itself', 'system-folder', 'credential-store'] as const;

/** Programs that guard a machine: scanners, monitors, firewalls. */
const GUARDS =
  /\b(falcon|crowdstrike|wazuh|ossec|osquery\w*|auditd|sysmon|clamav|clamd|freshclam|cbagentd|carbonblack|sentinel(one|agent|d)|symantec|mcafee|sophos|rkhunter|chkrootkit|tripwire|snort|suricata|fail2ban|apparmor|packetbeat|filebeat|auditbeat|falco|firewalld|ufw|mdatp|defender|kaspersky|eset|avast|littlesnitch|blockblock)/i;

const WHO: Pattern[] = [
  { capability: ['system.probe'], callee: /^(whoami|id|who|w|users|last|lastlog|logname|finger)$/, seenBy: ['source'] },
  { capability: ['process.spawn'], text: /^(\S*\/)?(whoami|id|who|users|last)(\s|$)/, seenBy: ['source'] },
];
const WHERE: Pattern[] = [
  {
    capability: ['system.probe'],
    callee:
      /^(hostname|uname|hostnamectl|lsb_release|arch|lscpu|dmidecode|ip|ifconfig|netstat|ss|arp|route|ps|lsof|lsmod|mount)$/,
    seenBy: ['source'],
  },
  {
    capability: ['process.spawn'],
    text: /^(\S*\/)?(hostname|uname|hostnamectl|lsb_release|ifconfig|netstat|arp)(\s|$)/,
    seenBy: ['source'],
  },
];

export const discoveryRules = {
  'credential-search': {
    severity: 'high',
    title: 'Searches the machine for credentials',
    capability: 'secret.read',
    why: 'A program knows where its own keys are; only a thief looks everywhere.',
    cwe: ['CWE-522'],
    attack: ['T1552.001', 'T1552.004', 'T1083'],
    message: '{callee} {target}: looks for keys or passwords.',
    remedy: 'Take credentials as a parameter from whoever runs the program.',
    examples: {
      found: { language: 'bash', code: 'find / -name id_rsa 2>/dev/null' },
      ordinary: { language: 'bash', code: "find src -name '*.py'" },
    },
    when: {
      any: [
        {
          callee: /^(find|fd|fdfind|locate|mlocate|plocate|grep|egrep|fgrep|zgrep|rg|ag|ack)$/,
          argument: SECRET_NAMES,
          place: EVERYWHERE,
        },
        {
          capability: ['process.spawn'],
          text: /\b(find|grep|rg)\s.*(id_rsa|\.ssh|\.aws|\.gnupg|\.pem\b|passw(?!d['"]?(\s|$))|secret|credential)/i,
          place: EVERYWHERE,
          // Of what is seen running: which files it was given is not what it looks for.
          except: [{ seenBy: ['kernel', 'interpreter'], text: /^(\S*\/)?(grep|egrep|fgrep|rg)\s/ }],
        },
      ],
    },
  },
  'setuid-search': {
    severity: 'medium',
    title: 'Looks for programs that run as root',
    capability: 'system.probe',
    why: 'Each of them is a candidate for becoming root.',
    attack: ['T1548.001'],
    message: '{callee} {target}: looks for set-user-id programs.',
    remedy: 'Leave this to the administrator’s tools.',
    examples: {
      found: { language: 'bash', code: 'find /usr/bin -perm -4000' },
      ordinary: { language: 'bash', code: 'find src -perm -0644' },
    },
    when: {
      any: [
        { callee: /^(find|fd|fdfind)$/, argument: /^\d+=[-/+]([2467][0-7]{3}|[ugoa]{0,4}[+=]s)$/ },
        { capability: ['process.spawn'], text: /\bfind\s.*-perm\s+[-/+]?([2467][0-7]{3}|[ugoa]{0,4}[+=]s)/ },
      ],
    },
  },
  'guard-probe': {
    severity: 'medium',
    title: 'Looks which guards are running',
    capability: 'system.probe',
    why: 'Who asks which scanner or monitor is there wants to get past it.',
    attack: ['T1518.001'],
    message: '{callee} {target}: asks for security software.',
    remedy: 'Behave the same whether it is there or not.',
    examples: {
      found: { language: 'bash', code: "pgrep -l 'wazuh-agent|osqueryd'" },
      ordinary: { language: 'bash', code: 'pgrep -l postgres' },
    },
    when: {
      any: [
        { capability: ['system.probe'], argument: GUARDS },
        { callee: /^(grep|egrep|rg)$/, argument: GUARDS, written: /\bps\b/ },
      ],
    },
  },
  'guard-removal': {
    severity: 'high',
    title: 'Stops or removes a guard of the machine',
    capability: 'process.signal',
    why: 'Scanners, monitors and firewalls are switched off so that what follows is not seen.',
    cwe: ['CWE-693'],
    attack: ['T1562.001', 'T1562.004'],
    message: '{callee} {target}: security software is stopped.',
    remedy: 'Do not run it.',
    examples: {
      found: { language: 'bash', code: 'systemctl stop auditd' },
      ordinary: { language: 'bash', code: 'systemctl status postgres' },
    },
    when: {
      any: [
        { capability: ['process.signal'], argument: GUARDS },
        { capability: ['process.signal'], text: GUARDS },
        {
          capability: ['system.privilege', 'system.persist', 'process.spawn'],
          text: GUARDS,
          written: /\b(stop|disable|mask|kill|pkill|killall|remove|purge|uninstall|unload|rmmod|flush|off)\b/,
        },
        { callee: /^setenforce$/, argument: /=(0|permissive)$/i },
        { callee: /^(iptables|ip6tables|nft)$/, argument: /^\d+=(-F|--flush|flush)$/ },
      ],
    },
  },
  'system-survey': {
    severity: 'medium',
    title: 'Takes stock of user and machine',
    capability: 'system.probe',
    why: 'Asking who and where it is, is the first thing an intruder does.',
    attack: ['T1033', 'T1082', 'T1016'],
    message: '{callee} {target}: asks who and where it is.',
    remedy: 'Ask for the one thing that is needed.',
    examples: {
      found: { language: 'bash', code: 'whoami\nhostname\nuname -a' },
      ordinary: { language: 'bash', code: 'uname -s' },
    },
    when: { all: [WHO, WHERE], decisive: 0 },
  },
  inventory: {
    severity: 'medium',
    title: 'Lists connections, drivers or groups of the machine',
    capability: 'system.probe',
    why: 'Which services talk to whom, and what the kernel has loaded, shows where to go next.',
    attack: ['T1049', 'T1652', 'T1069.001'],
    message: '{callee} {target}: what is connected, loaded or whom it belongs to.',
    remedy: 'Ask for the one thing that is needed.',
    examples: {
      found: { language: 'bash', code: 'ss -antp' },
      ordinary: { language: 'bash', code: 'ss --version' },
    },
    when: {
      any: [
        { callee: /^(ss|netstat)$/, argument: /^\d+=-\w*[atulnp]\w*[atulnp]/, seenBy: ['source'] },
        { callee: /^sockstat$/, seenBy: ['source'] },
        { callee: /^lsof$/, argument: /^\d+=-\w*i\w*$/, seenBy: ['source'] },
        { callee: /^find$/, text: /(^|\s)\/lib\/modules\//, argument: /=\*?\.ko/, seenBy: ['source'] },
        { callee: /^(lsmod|kmod)$/, seenBy: ['source'] },
      ],
    },
  },
  'account-survey': {
    severity: 'medium',
    title: 'Takes stock of accounts and groups',
    capability: 'system.probe',
    why: 'Who it is and what that account may do, is what an intruder asks first.',
    attack: ['T1087.001', 'T1069.001'],
    message: '{callee} {target}: asks for accounts and groups.',
    remedy: 'Ask for the one thing that is needed.',
    examples: {
      found: { language: 'bash', code: 'id\ngroups' },
      ordinary: { language: 'bash', code: 'id -u' },
    },
    when: {
      all: [
        WHO,
        [{ capability: ['system.probe'], callee: /^(groups|getent|lastlog|last|users|w)$/, seenBy: ['source'] }],
      ],
      decisive: 1,
    },
  },
  'address-lookup': {
    severity: 'medium',
    title: 'Asks where the machine stands on the internet',
    capability: 'network.connect',
    why: 'Malware reports its victim’s address and country, and stays away from some of them.',
    attack: ['T1614', 'T1016'],
    message: '{callee} {target}: tells the machine’s public address.',
    remedy: 'Do without, or take the address as a parameter.',
    examples: {
      found: { language: 'bash', code: 'curl https://ipinfo.io/' },
      ordinary: { language: 'bash', code: 'curl https://api.example.com/' },
    },
    when: {
      any: [{ capability: ['network.connect', 'network.send', 'process.spawn'], place: ['address-service'] }],
    },
  },
} as const satisfies Record<string, Rule>;
