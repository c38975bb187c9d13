import type { CalleeGroup } from '../../resolve/callee.ts';
import { of } from './names.ts';

/** Reading, writing and removing files with the standard library. */
export const FILES: readonly CalleeGroup[] = [
  {
    capability: 'open-mode',
    target: 'first',
    callees: ['open', 'codecs.open', 'aiofiles.open', 'os.fdopen', 'tempfile.SpooledTemporaryFile', 'anyio.open_file'],
  },
  { capability: 'path-open-mode', target: 'receiver', callees: ['pathlib.Path.open'] },
  { capability: 'open-flags', target: 'first', callees: ['os.open'] },
  {
    capability: 'file.read',
    target: 'first',
    callees: [
      ...of('os', 'chdir listdir scandir walk fwalk readlink stat lstat access pread statvfs getxattr listxattr'),
      ...of('os.path', 'getsize getmtime getctime getatime'),
      ...of('glob', 'glob iglob'),
      ...of('linecache', 'getline getlines'),
      ...of('filecmp', 'cmp dircmp cmpfiles'),
      ...of('tomllib', 'load'),
      ...of('plistlib', 'load'),
      ...of('mailbox', 'mbox Maildir'),
      'contextlib.chdir',
      'mmap.mmap',
      'flask.send_file',
      ...of('fastapi.responses', 'FileResponse'),
      ...of('starlette.responses', 'FileResponse'),
      'aiohttp.web.FileResponse',
      'configparser.RawConfigParser.read',
      'netrc.netrc',
      'tokenize.open',
      'zipimport.zipimporter.get_data',
      'pkgutil.get_data',
      'importlib.resources.read_text',
      'importlib.resources.read_binary',
    ],
  },
  {
    capability: 'file.read',
    target: 'receiver',
    callees: of('pathlib.Path', 'read_text read_bytes iterdir glob rglob stat lstat readlink walk owner group'),
  },
  {
    capability: 'file.write',
    target: 'first',
    callees: [
      ...of('os', 'mkdir makedirs mkfifo mknod truncate utime pwrite'),
      ...of('tempfile', 'mkstemp mkdtemp mktemp'),
      ...of('logging', 'FileHandler'),
      ...of('logging.handlers', 'RotatingFileHandler TimedRotatingFileHandler WatchedFileHandler'),
      'distutils.dir_util.mkpath',
    ],
  },
  {
    capability: 'file.write',
    target: 'receiver',
    callees: of('pathlib.Path', 'write_text write_bytes touch mkdir symlink_to hardlink_to link_to'),
  },
  {
    capability: 'file.write',
    target: 'second',
    callees: [
      ...of('os', 'rename renames replace link symlink'),
      ...of('shutil', 'copy copy2 copyfile copytree move copyfileobj copymode copystat'),
      ...of('distutils.file_util', 'copy_file move_file'),
      'distutils.dir_util.copy_tree',
    ],
  },
  {
    capability: 'file.read',
    target: 'first',
    callees: [...of('shutil', 'copy copy2 copyfile copytree move'), ...of('os', 'link symlink rename renames replace')],
  },
  { capability: 'file.write', target: 'first', callees: ['pathlib.Path.rename', 'pathlib.Path.replace'] },
  { capability: 'file.read', target: 'receiver', callees: ['pathlib.Path.rename', 'pathlib.Path.replace'] },
  { capability: 'edit-in-place', target: 'first', callees: ['fileinput.input', 'fileinput.FileInput'] },
  {
    capability: 'file.delete',
    target: 'first',
    callees: [
      ...of('os', 'remove unlink rmdir removedirs'),
      'shutil.rmtree',
      'send2trash.send2trash',
      'distutils.dir_util.remove_tree',
    ],
  },
  { capability: 'file.delete', target: 'receiver', callees: of('pathlib.Path', 'unlink rmdir') },
  {
    capability: 'file.permission',
    target: 'first',
    callees: [
      ...of('os', 'chmod lchmod fchmod chown lchown fchown chflags lchflags setxattr removexattr umask'),
      'shutil.chown',
    ],
  },
  { capability: 'file.permission', target: 'receiver', callees: of('pathlib.Path', 'chmod lchmod') },
];
