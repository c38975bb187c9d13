import type { CalleeGroup } from '../../resolve/callee.ts';
import { of } from './names.ts';

/** What people type, keep secret and look at; and what makes a program start again by itself. */
export const SECRETS: readonly CalleeGroup[] = [
  {
    capability: 'secret.read',
    target: 'all',
    callees: [
      ...of('keyring', 'get_password get_credential'),
      ...of('secretstorage', 'dbus_init get_default_collection search_items'),
      ...of('browser_cookie3', 'chrome chromium firefox brave edge opera safari load'),
      ...of('browsercookie', 'chrome firefox load'),
      ...of('win32crypt', 'CryptUnprotectData'),
      ...of('spwd', 'getspnam getspall'),
      ...of('pynput.keyboard', 'Listener'),
      ...of('pynput.mouse', 'Listener'),
      ...of('keyboard', 'hook on_press on_release record read_event'),
      ...of('pyperclip', 'paste waitForPaste waitForNewPaste'),
      ...of('win32clipboard', 'GetClipboardData'),
      ...of('PIL.ImageGrab', 'grab grabclipboard'),
      ...of('pyautogui', 'screenshot'),
      ...of('pyscreenshot', 'grab'),
      ...of('mss', 'mss'),
      ...of('sounddevice', 'rec'),
      ...of('pyaudio.PyAudio', 'open'),
      ...of('gc', 'get_objects'),
      ...of('pyxhook', 'HookManager'),
      ...of('evdev', 'InputDevice'),
      'getpass.getpass',
      'tkinter.Tk.clipboard_get',
    ],
  },
  {
    capability: 'system.persist',
    target: 'all',
    callees: [
      ...of('crontab', 'CronTab'),
      ...of('winreg', 'SetValueEx SetValue CreateKey CreateKeyEx'),
      ...of('win32serviceutil', 'InstallService StartService'),
      ...of('win32api', 'RegSetValueEx'),
      ...of('daemon', 'DaemonContext'),
      ...of('dbus.SystemBus', 'get_object'),
    ],
  },
];
