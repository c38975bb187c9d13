import type { Pattern, Rule } from '../rule.ts';

const ROOT_FOLDER = /(^|\s)\/(\*|(bin|sbin|boot|dev|etc|lib|lib32|lib64|usr|var|home|root)\/?\*?)?(\s|$)/;
const DISK = /(^|\s|=)\/dev\/(sd|hd|vd|xvd|nvme|mmcblk|dm-|md|mapper\/|disk\/|mem\b|kmem\b|port\b)/;
const WRITES_DISK: Pattern = {
  capability: ['process.spawn'],
  text: /\bdd\s[^|;\n]*\bof=\/dev\/(sd|hd|vd|xvd|nvme|mmcblk|dm-|md|mapper\/|disk\/)|\b(shred|mkswap|sgdisk|parted)\s[^|;\n]*\/dev\/(sd|hd|vd|xvd|nvme|mmcblk)/,
};
const MOVES =
  /^(mv|os\.(rename|renames|replace)|shutil\.move|pathlib\.Path\.(rename|replace)|(node:)?fs(\.promises|\/promises)?\.rename(Sync)?)$/;

/** What leaves a machine broken, or in the hands of somebody else. */
/** Who lets people in writes down who came. */
const OWN_LOG: Pattern = {
  seenBy: ['kernel'],
  text: /\/(btmp|wtmp|lastlog|utmp|faillog)$/,
  written: /(^|[\s;&|(])(su|sudo|login|ssh|sshd|passwd|runuser)\s/,
};

export const sabotageRules = {
  'disk-overwrite': {
    severity: 'critical',
    title: 'Writes over a disk',
    capability: 'file.write',
    why: 'Below the files: what was on the disk is gone, and the machine may not start again.',
    cwe: ['CWE-782'],
    attack: ['T1561.001', 'T1561.002', 'T1485'],
    message: '{callee} {target}: a disk of the machine is written over.',
    remedy: 'Do not run it. Write to an image in a file.',
    examples: {
      found: { language: 'bash', code: 'dd if=/dev/zero of=/dev/sda bs=1M count=1' },
      ordinary: { language: 'bash', code: 'dd if=/dev/zero of=disk.img bs=1M count=1' },
    },
    when: {
      any: [
        {
          capability: ['file.write', 'file.delete'],
          at: ['device'],
          text: DISK,
          except: [{ callee: /^(parted|[cs]?fdisk|s?gdisk)$/, text: /\sprint\b|\s-\w*[lps]\b|^\S+\s+\S+$/ }],
        },
        { capability: ['file.write'], text: /^\/proc\/sysrq-trigger$/ },
        WRITES_DISK,
      ],
    },
  },
  'every-process-killed': {
    severity: 'critical',
    title: 'Ends every process it may',
    capability: 'process.signal',
    why: 'Everything the person works with is closed without being saved.',
    cwe: ['CWE-283'],
    attack: ['T1489', 'T1529'],
    message: '{callee} {target}: all processes at once.',
    remedy: 'Signal only processes the program started.',
    examples: {
      found: { language: 'bash', code: 'kill -9 -1' },
      ordinary: { language: 'bash', code: 'sleep 60 &\nkill -9 $!' },
    },
    when: {
      any: [
        { capability: ['process.signal'], callee: /^kill$/, text: /^-1$/, seenBy: ['source'] },
        { capability: ['process.signal'], callee: /kill/, argument: /^(0|pid)=-1$/, seenBy: ['source'] },
        {
          capability: ['process.signal', 'process.spawn'],
          text: /^(\S*\/)?(sudo\s+)?(killall5|kill\s+-\w+\s+(--\s+)?-1)\b/,
        },
        { callee: /^killall5$/ },
      ],
    },
  },
  'account-tampering': {
    severity: 'critical',
    title: 'Changes who may log in or become root',
    capability: 'system.privilege',
    why: 'A line in these files is a key to the whole machine.',
    cwe: ['CWE-250', 'CWE-269'],
    attack: ['T1136.001', 'T1098', 'T1548.003'],
    message: '{callee} {target}: accounts, passwords or rules of sudo.',
    remedy: 'Do not run it. Let the administrator add accounts with the system’s own tools.',
    examples: {
      found: { language: 'bash', code: "echo 'x::0:0::/root:/bin/sh' >> /etc/passwd" },
      ordinary: { language: 'bash', code: "echo 'x::0:0::/root:/bin/sh' >> example.txt" },
    },
    when: {
      any: [
        { capability: ['file.write', 'file.permission', 'system.persist'], at: ['password-store', 'account-file'] },
        {
          text: /\b(useradd|adduser|usermod)\s[^|;\n]{0,200}(-\w*u\s*0\b|--uid[= ]0\b)|\bpasswd\s+(-d|--delete)\s+root\b/,
        },
        { callee: /^chpasswd$/, argument: /=root:/ },
        { callee: /^(chpasswd|passwd)$/, written: /\broot:/ },
      ],
    },
  },
  'system-file-moved': {
    severity: 'critical',
    title: 'Moves a file of the system away',
    capability: 'file.delete',
    why: 'For whatever looks for it, it is gone.',
    cwe: ['CWE-73'],
    attack: ['T1485', 'T1565.001', 'T1036.003'],
    message: '{callee} {target}: no longer where the system expects it.',
    remedy: 'Copy what is needed and leave the original.',
    examples: {
      found: { language: 'bash', code: 'mv /etc/hosts /tmp/hosts' },
      ordinary: { language: 'bash', code: 'mv hosts.txt /tmp/hosts' },
    },
    when: {
      any: [
        {
          capability: ['file.read', 'secret.read'],
          callee: MOVES,
          at: [
            'account-file',
            'password-store',
            'public-configuration',
            'system-configuration',
            'system-program',
            'system-folder',
            'root-itself',
            'home-itself',
          ],
          except: [{ text: /\.(tmp|new|bak|orig|old|dpkg-\w+|rpm\w+)$/ }],
        },
      ],
    },
  },
  'system-permissions': {
    severity: 'critical',
    title: 'Changes the rights of everything below a root folder',
    capability: 'file.permission',
    why: 'Logins, keys and the package manager stop working, or everybody may change everything.',
    cwe: ['CWE-732'],
    attack: ['T1222.002'],
    message: '{callee} {target}: a root folder and what is in it.',
    remedy: 'Name the one folder that is meant.',
    examples: {
      found: { language: 'bash', code: 'chmod -R 777 /' },
      ordinary: { language: 'bash', code: 'chmod -R 755 ./public' },
    },
    when: {
      any: [
        {
          capability: ['file.permission'],
          callee: /^(chmod|chown|chgrp|chattr|setfacl)$/,
          argument: /^\d=(-\w*R\w*|--recursive)$/,
          at: ['root-itself', 'system-folder'],
          except: [{ text: /^\/(opt|var)\/?$/ }],
        },
        {
          capability: ['process.spawn'],
          text: /\bch(mod|own|grp)\s+(-\w+\s+)*(-\w*R\w*|--recursive)\s/,
          place: ['root-itself'],
        },
        {
          capability: ['file.permission'],
          at: ['root-itself', 'system-folder'],
          text: ROOT_FOLDER,
          argument: /=0?o?[0-7]?777$/,
        },
      ],
    },
  },
  'documents-encrypted': {
    severity: 'high',
    title: 'Encrypts or destroys every file it finds in a home or the system',
    capability: 'file.write',
    why: 'A person encrypts the file they choose; ransomware takes all.',
    attack: ['T1486', 'T1485'],
    message: '{callee} {target}: each file that is found is encrypted or destroyed.',
    remedy: 'Do not run it.',
    examples: {
      found: { language: 'bash', code: "find /home -name '*.doc' -exec gpg -c {} \\;" },
      ordinary: { language: 'bash', code: "find ./letters -name '*.doc' -exec gpg -c {} \\;" },
    },
    when: {
      any: [
        {
          callee: /^(find|fd|fdfind)$/,
          at: ['root-itself', 'home-itself', 'system-folder'],
          argument: /^\d+=(\S*\/)?(gpg2?|openssl|ccrypt|age|shred|srm|mcrypt)$/,
        },
      ],
    },
  },
  'credentials-deleted': {
    severity: 'high',
    title: 'Deletes stored keys or passwords',
    capability: 'file.delete',
    why: 'Who loses them is locked out.',
    cwe: ['CWE-73'],
    attack: ['T1485', 'T1531'],
    message: '{callee} {target}: keys or logins of a person or the machine.',
    remedy: 'Leave them to their owner.',
    examples: {
      found: { language: 'bash', code: 'rm -rf ~/.ssh' },
      ordinary: { language: 'bash', code: 'rm -rf ~/.cache/tool' },
    },
    when: {
      any: [
        {
          capability: ['file.delete'],
          at: ['credential-store', 'authorized-keys'],
          except: [{ text: /known_hosts|\.lock$|\/S\.gpg-agent/ }],
        },
      ],
    },
  },
  'log-wipe': {
    severity: 'high',
    title: 'Removes the machine’s record of what happened',
    capability: 'file.delete',
    why: 'Logs of logins and services are emptied so that nobody can look later.',
    cwe: ['CWE-778'],
    attack: ['T1070.002'],
    message: '{callee} {target}: a log of the system.',
    remedy: 'Leave logs to the system’s own rotation.',
    examples: {
      found: { language: 'bash', code: 'truncate -s 0 /var/log/auth.log' },
      ordinary: { language: 'bash', code: 'truncate -s 0 build.log' },
    },
    when: {
      any: [
        {
          capability: ['file.write', 'file.delete'],
          at: ['history-file'],
          text: /(^|\s)\/(var\/log|var\/run|run)\//,
          except: [{ callee: /^(logger|syslog\.\w+)$/ }, OWN_LOG],
        },
      ],
    },
  },
} as const satisfies Record<string, Rule>;
