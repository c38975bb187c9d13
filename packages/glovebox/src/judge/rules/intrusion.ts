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
