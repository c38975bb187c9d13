import type { Rule } from '../rule.ts';

/** Ways to be run by others, to look at people, and to spread. */
export const intrusionRules = {
  'library-injection': {
    severity: 'high',
    title: 'Makes other programs load a library',
    capability: 'process.inject',
    why: 'Every program that starts then runs its code, with the program’s rights.',
    cwe: ['CWE-427', 'CWE-114'],
    attack: ['T1574.006', 'T1574.001'],
    message: '{callee} {target}: a library that is loaded before all others, or in place of another.',
    remedy: 'Do not run it. Link the library into the program that needs it.',
    examples: {
      found: { language: 'bash', code: 'LD_PRELOAD=/tmp/hook.so ls' },
      ordinary: { language: 'bash', code: 'LANG=C ls' },
    },
    when: {
      any: [
        { text: /\b(LD_PRELOAD|LD_AUDIT|DYLD_INSERT_LIBRARIES)\s*=\s*\S|\b(rundll32|regsvr32|mavinject)\b/i },
        { argument: /\b(LD_PRELOAD|LD_AUDIT|DYLD_INSERT_LIBRARIES)\b|\b(rundll32|regsvr32|mavinject)\b/i },
        { written: /(^|[\s;&|"'(])(export\s+)?(LD_PRELOAD|LD_AUDIT|DYLD_INSERT_LIBRARIES)=\S/ },
      ],
      marked: ['library-preload'],
    },
  },
  'people-watched': {
    severity: 'high',
    title: 'Records what a person types',
    capability: 'secret.read',
    why: 'Every password goes through the keyboard.',
    cwe: ['CWE-200'],
    attack: ['T1056.001'],
    message: '{callee}: every key that is pressed.',
    remedy: 'Read the keys of the program’s own window.',
    examples: {
      found: {
        language: 'python',
        code: 'from pynput import keyboard\n\nkeyboard.Listener(on_press=print).start()',
      },
      ordinary: { language: 'python', code: "name = input('Name: ')\nprint(name)" },
    },
    when: {
      any: [
        {
          callee:
            /^(pynput\.keyboard\.(Listener|Events|GlobalHotKeys)|keyboard\.(hook|on_press|on_release|record|read_event|read_key|start_recording)|pyxhook\.HookManager|pyHook\.HookManager|logkeys|xinput|iohook\.\w+|node-global-key-listener\.\w+)$/,
        },
        { text: /^\/dev\/input\/event/ },
      ],
    },
  },
  'screen-and-clipboard': {
    severity: 'medium',
    title: 'Takes the screen or the clipboard',
    capability: 'secret.read',
    why: 'What a person looks at or copies is for that person.',
    cwe: ['CWE-200'],
    attack: ['T1113', 'T1115', 'T1125', 'T1123'],
    message: '{callee}: what the person sees, copies, shows or says.',
    remedy: 'Ask the person, each time.',
    examples: {
      found: { language: 'python', code: "from PIL import ImageGrab\n\nImageGrab.grab().save('screen.png')" },
      ordinary: { language: 'python', code: "from PIL import Image\n\nImage.open('photo.png').save('small.png')" },
    },
    when: {
      any: [
        {
          callee:
            /^(PIL\.ImageGrab\.(grab|grabclipboard)|pyautogui\.screenshot|pyscreenshot\.grab|mss\.(mss|linux\.MSS|windows\.MSS)(\.(grab|shot|save))?|d3dshot\.create(\.screenshot)?|pyperclip\.(paste|copy)|clipboard\.(paste|copy)|pandas\.(read_clipboard|DataFrame\.to_clipboard)|win32clipboard\.GetClipboardData|sounddevice\.rec|pyaudio\.PyAudio(\.open)?|cv2\.VideoCapture|clipboardy\.\w+|screenshot-desktop(\.\w+)?|xclip|xsel|pbpaste|wl-paste|scrot|import|gnome-screenshot|arecord)$/,
          capability: ['secret.read'],
        },
      ],
      marked: ['screen-or-clipboard'],
    },
  },
  'container-escape': {
    severity: 'critical',
    title: 'Starts a container that is none',
    capability: 'system.privilege',
    why: 'With the host’s root folder, processes or every right, a container is root on the machine.',
    cwe: ['CWE-250'],
    attack: ['T1611', 'T1610'],
    message: '{callee} {target}: a container with the rights of the host.',
    remedy: 'Give the container the one folder or right that it needs.',
    examples: {
      found: { language: 'bash', code: 'docker run -v /:/host --privileged alpine chroot /host' },
      ordinary: { language: 'bash', code: 'docker run -v ./site:/site alpine ls /site' },
    },
    when: {
      any: [
        {
          text: /\b(docker|podman|nerdctl)\s.{0,200}(--privileged|--pid[= ]host|--cap-add[= ](ALL|SYS_ADMIN)|(-v|--volume)[= ]?\/:|source=\/,|docker\.sock)/,
        },
      ],
    },
  },
  'self-propagation': {
    severity: 'high',
    title: 'Publishes packages by itself',
    capability: 'network.send',
    why: 'A worm spreads by the credentials it finds: it publishes itself under a new name.',
    cwe: ['CWE-506'],
    attack: ['T1195.002', 'T1080'],
    message: '{callee} {target}: a package goes out under the name of whoever runs this.',
    remedy: 'Publish from a pipeline that a person starts.',
    examples: {
      found: {
        language: 'javascript',
        code: "const { exec } = require('node:child_process');\nexec('npm publish --access public');",
      },
      ordinary: {
        language: 'javascript',
        code: "const { exec } = require('node:child_process');\nexec('npm run build');",
      },
    },
    when: {
      any: [
        {
          capability: ['process.spawn', 'network.connect', 'network.send'],
          text: /\b(npm|yarn|pnpm)\s+publish\b|\btwine\s+upload\b|\bgem\s+push\b|\bcargo\s+publish\b|\bpoetry\s+publish\b/,
          callee: /^(subprocess|os\.|(node:)?child_process|execve|exec)/,
        },
      ],
    },
  },
  'shady-link': {
    severity: 'medium',
    title: 'Holds an address of a kind that is mostly abused',
    why: 'Hooks, shortened addresses and throw-away names are how malware reaches its maker.',
    cwe: ['CWE-506'],
    attack: ['T1102', 'T1567'],
    message: 'An address in the source: {target}.',
    remedy: 'Say what it is for, and allow the host in the policy.',
    examples: {
      found: { language: 'python', code: "HOOK = 'https://discord.com/api/webhooks/1/x'" },
      ordinary: { language: 'python', code: "HOOK = 'https://hooks.example.com/build'" },
    },
    when: { marked: ['shady-link'] },
  },
  'opaque-text': {
    severity: 'medium',
    title: 'Carries long texts that nobody can read',
    why: 'Encoded text is where a program hides what it will do.',
    cwe: ['CWE-506'],
    attack: ['T1027.009', 'T1027.013'],
    message: 'Several long encoded texts: {target}.',
    remedy: 'Keep data in files of its own, in a form that can be read.',
    examples: {
      found: { language: 'python', code: `DATA = '${'QUJDREVGR0hJSktM'.repeat(13)}'`, times: 4 },
      ordinary: { language: 'python', code: "DATA = 'a sentence that can be read'", times: 4 },
    },
    when: { marked: ['opaque-text'] },
  },
  'mangled-names': {
    severity: 'medium',
    title: 'Has names made by an obfuscator',
    why: 'Nobody writes such names; a tool did, so that nobody reads the code.',
    cwe: ['CWE-506'],
    attack: ['T1027'],
    message: 'Names that say nothing: {target}.',
    remedy: 'Ask for the plain source.',
    examples: {
      found: {
        language: 'javascript',
        code: 'const _0x1a2b = 1, _0x1a2c = 2, _0x1a2d = 3, _0x1a2e = 4;\nconsole.log(_0x1a2b + _0x1a2c + _0x1a2d + _0x1a2e);',
      },
      ordinary: { language: 'javascript', code: 'const one = 1, two = 2;\nconsole.log(one + two);' },
    },
    when: { marked: ['mangled-names'] },
  },
  'install-hook': {
    severity: 'medium',
    title: 'Runs code while a package is installed',
    why: 'Whoever installs the package runs it, before anybody can look.',
    cwe: ['CWE-506'],
    attack: ['T1195.002', 'T1546.016'],
    message: 'A command of the installation is replaced: {target}.',
    remedy: 'Build with a declared back end, and do nothing at installation.',
    examples: {
      found: {
        language: 'python',
        code: "from setuptools import setup\nfrom hooks import Install\n\nsetup(name='tool', cmdclass={'install': Install})",
      },
      ordinary: { language: 'python', code: "from setuptools import setup\n\nsetup(name='tool', packages=['tool'])" },
    },
    when: { marked: ['install-hook'] },
  },
  'packet-capture': {
    severity: 'high',
    title: 'Listens to what others say on the network',
    why: 'Whatever is not encrypted can be read: names, sessions, passwords.',
    cwe: ['CWE-319'],
    attack: ['T1040'],
    message: 'It reads packets that are for others: {target}.',
    remedy: 'Use the log of the program whose traffic is meant.',
    examples: {
      found: { language: 'python', code: 'from scapy.all import sniff\n\nsniff(count=10)' },
      ordinary: {
        language: 'python',
        code: 'import socket\n\nline = socket.socket(socket.AF_INET, socket.SOCK_STREAM)',
      },
    },
    when: {
      any: [
        { callee: /^(tcpdump|tshark|dumpcap|ngrep|ettercap|bettercap|dsniff|arpspoof|scapy\.all\.sniff)$/ },
        {
          capability: ['process.spawn'],
          text: /^(\S*\/)?(sudo\s+)?(tcpdump|tshark|dumpcap|ngrep|ettercap|bettercap|dsniff|arpspoof)\s/,
        },
      ],
      marked: ['packet-capture'],
    },
  },
  'path-hijack': {
    severity: 'medium',
    title: 'Puts a folder of everybody first on the search path',
    why: 'Who puts a program there is run in place of the system’s.',
    cwe: ['CWE-426', 'CWE-427'],
    attack: ['T1574.007'],
    message: 'Programs are looked for there first: {target}.',
    remedy: 'Append a folder that only its owner changes.',
    examples: {
      found: { language: 'bash', code: 'export PATH=/tmp/tools:$PATH' },
      ordinary: { language: 'bash', code: 'export PATH=$PATH:$HOME/bin' },
    },
    when: { marked: ['path-hijack'] },
  },
  'encoded-program': {
    severity: 'high',
    title: 'Makes a program unreadable',
    why: 'Who encodes code does not want it seen by who looks at files.',
    cwe: ['CWE-506'],
    attack: ['T1027', 'T1132.001'],
    message: 'Code is encoded: {target}.',
    remedy: 'Keep code as it is.',
    examples: {
      found: {
        language: 'python',
        code: `import base64\n\nopen('data.txt', 'wb').write(base64.b64encode(b'import os; os.system("id")'))`,
      },
      ordinary: {
        language: 'python',
        code: "import base64\n\nopen('data.txt', 'wb').write(base64.b64encode(b'a sentence'))",
      },
    },
    when: { marked: ['encoded-program'] },
  },
  'discriminating-decision': {
    severity: 'medium',
    title: 'Decides over people by what they are born as',
    why: 'Pay, credit or suspicion that hangs on origin or sex is wrong, and in most places forbidden.',
    cwe: ['CWE-840'],
    message: 'A decision hangs on it: {target}.',
    remedy: 'Decide by what the person did or can do.',
    examples: {
      found: { language: 'python', code: "def salary(person):\n    return 40000 if person['race'] == 'b' else 90000" },
      ordinary: {
        language: 'python',
        code: "def salary(person):\n    return 40000 if person['level'] == 'b' else 90000",
      },
    },
    when: { marked: ['discriminating-decision'] },
  },
  'untrusted-index': {
    severity: 'high',
    title: 'Installs packages from an index of its own',
    capability: 'network.connect',
    why: 'Whoever runs the index decides what is installed, and what runs while it is.',
    cwe: ['CWE-494', 'CWE-829'],
    attack: ['T1195.001', 'T1072'],
    message: '{callee} {target}: packages from a place nobody checks.',
    remedy: 'Install from the usual index, by name and hash.',
    examples: {
      found: {
        language: 'bash',
        code: 'pip install --index-url http://203.0.113.3/simple --trusted-host 203.0.113.3 tool',
      },
      ordinary: { language: 'bash', code: 'pip install --require-hashes -r requirements.txt' },
    },
    when: {
      any: [
        {
          text: /\b(pip[\d.]*|uv|poetry|conda)\b.{0,300}(--trusted-host|(--(extra-)?index-url|-i|--find-links|-f)[= ]["']?http:|\binstall\b.{0,200}\s(git\+)?http:\/\/|\binstall\b.{0,200}\shttps?:\/\/\d{1,3}(\.\d{1,3}){3})|\b(npm|yarn|pnpm)\b.{0,300}--registry[= ]["']?http:/,
        },
      ],
    },
  },
  'packed-source': {
    severity: 'high',
    title: 'Hides its source in a packer’s form',
    capability: 'code.import',
    why: 'Whoever packs a source does not want it read.',
    cwe: ['CWE-506'],
    attack: ['T1027.002'],
    message: '{callee} {target}: what follows is not source that can be read.',
    remedy: 'Ask for the plain source.',
    examples: {
      found: {
        language: 'python',
        code: "from pyarmor_runtime_000000 import __pyarmor__\n\n__pyarmor__(__name__, __file__, b'PY00')",
      },
      ordinary: { language: 'python', code: 'from runtime import start\n\nstart(__name__)' },
    },
    when: {
      any: [
        {
          capability: ['code.import'],
          text: /^(pyarmor\w*|pytransform\w*|pyarmor_runtime\w*|sourcedefender|pyconcrete|pyce3?|bytenode|jsc)(\.|$)/,
        },
      ],
    },
  },
} as const satisfies Record<string, Rule>;
