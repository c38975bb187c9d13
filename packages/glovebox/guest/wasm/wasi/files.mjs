// The files of a WASI module: in memory, bounded, with the sample's own in /work.
import { Directory, Fd, File, Inode, OpenFile, PreopenDirectory, wasi } from '@bjorn3/browser_wasi_shim';
import { readInput, writeAll } from '../channel.mjs';
import { PLACES } from '../settings.mjs';

/** A root with the writable places and the sample in it; `descriptors` are those a program starts with. */
export function makeWorld(files, limits) {
  const budget = { left: limits.diskBytes, files: limits.files };
  const root = new Directory(new Map());
  for (const place of PLACES) folderAt(root, place);
  for (const [path, content] of files) {
    const folder = folderAt(root, path.slice(0, path.lastIndexOf('/')));
    folder.contents.set(path.slice(path.lastIndexOf('/') + 1), new BoundedFile(content, budget));
  }
  boundCreation(budget);
  const preopened = ['/', '/work', '.'].map((name) => {
    const opened = new PreopenDirectory(name, new Map());
    opened.dir = name === '/' ? root : folderAt(root, '/work');
    return opened;
  });
  return { root, budget, descriptors: [new Input(), new Output(1), new Output(2), ...preopened] };
}

/** Everything in the writable places, for `changes.mjs`. */
export function* writtenIn({ root }) {
  for (const place of PLACES) yield* walk(place, folderAt(root, place));
}

function* walk(path, folder) {
  for (const [name, entry] of folder.contents) {
    if (entry instanceof Directory) yield* walk(`${path}/${name}`, entry);
    else yield { path: `${path}/${name}`, mode: 0o644, content: entry.content() };
  }
}

function folderAt(root, path) {
  let folder = root;
  for (const name of path.split('/').filter(Boolean)) {
    let next = folder.contents.get(name);
    if (next === undefined) {
      next = new Directory(new Map());
      next.parent = folder;
      folder.contents.set(name, next);
    }
    folder = next;
  }
  return folder;
}

/** New files and folders are counted; the shim's own way of making them knows no bound. */
function boundCreation(budget) {
  const refused = { ret: wasi.ERRNO_NOSPC, entry: null };
  Directory.prototype.create_entry_for_path = function (path, isFolder) {
    const name = path.replace(/\/+$/, '');
    const at = name.lastIndexOf('/');
    const { ret, fd_obj } = at < 0 ? { ret: 0, fd_obj: { dir: this } } : openFolder(this, name.slice(0, at));
    if (ret !== wasi.ERRNO_SUCCESS) return { ret, entry: null };
    if (--budget.files < 0) return refused;
    const entry = isFolder ? new Directory(new Map()) : new BoundedFile(new Uint8Array(), budget);
    if (isFolder) entry.parent = fd_obj.dir;
    fd_obj.dir.contents.set(name.slice(at + 1), entry);
    return { ret: wasi.ERRNO_SUCCESS, entry };
  };
}

function openFolder(from, path) {
  let folder = from;
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    folder = name === '..' ? folder.parent : folder.contents.get(name);
    if (!(folder instanceof Directory)) return { ret: folder === undefined ? wasi.ERRNO_NOENT : wasi.ERRNO_NOTDIR };
  }
  return { ret: wasi.ERRNO_SUCCESS, fd_obj: { dir: folder } };
}

/** A file whose bytes count against the disk, and which grows by halves instead of byte by byte. */
class BoundedFile extends File {
  constructor(content, budget) {
    super(content);
    this.budget = budget;
    this.used = content.length;
  }

  get size() {
    return BigInt(this.used);
  }

  content() {
    return this.data.subarray(0, this.used);
  }

  stat() {
    return new wasi.Filestat(this.ino, wasi.FILETYPE_REGULAR_FILE, this.size);
  }

  path_open(oflags, rights, flags) {
    if ((oflags & wasi.OFLAGS_TRUNC) !== 0) this.resize(0);
    const opened = new BoundedOpenFile(this, (flags & wasi.FDFLAGS_APPEND) !== 0);
    return { ret: wasi.ERRNO_SUCCESS, fd_obj: opened };
  }

  /** Whether there was room. */
  resize(size) {
    if (size - this.used > this.budget.left) return false;
    this.budget.left -= size - this.used;
    if (size > this.data.length) {
      const grown = new Uint8Array(Math.max(size, Math.min(this.data.length * 1.5, this.used + this.budget.left)));
      grown.set(this.content());
      this.data = grown;
    } else if (size < this.used) this.data.fill(0, size, this.used);
    this.used = size;
    return true;
  }

  write(bytes, at) {
    if (at + bytes.length > this.used && !this.resize(at + bytes.length)) return false;
    this.data.set(bytes, at);
    return true;
  }
}

class BoundedOpenFile extends OpenFile {
  constructor(file, appends) {
    super(file);
    this.appends = appends;
  }

  fd_allocate(offset, length) {
    return this.fd_filestat_set_size_to(Math.max(this.file.used, Number(offset + length)));
  }

  fd_filestat_set_size(size) {
    return this.fd_filestat_set_size_to(Number(size));
  }

  fd_filestat_set_size_to(size) {
    return this.file.resize(size) ? wasi.ERRNO_SUCCESS : wasi.ERRNO_NOSPC;
  }

  fd_read(size) {
    const data = this.file.content().slice(Number(this.file_pos), Number(this.file_pos) + size);
    this.file_pos += BigInt(data.length);
    return { ret: wasi.ERRNO_SUCCESS, data };
  }

  fd_pread(size, offset) {
    return { ret: wasi.ERRNO_SUCCESS, data: this.file.content().slice(Number(offset), Number(offset) + size) };
  }

  fd_seek(offset, whence) {
    if (whence !== wasi.WHENCE_END) return super.fd_seek(offset, whence);
    return super.fd_seek(this.file.size + offset, wasi.WHENCE_SET);
  }

  fd_write(bytes) {
    if (this.appends) this.file_pos = this.file.size;
    const done = this.fd_pwrite(bytes, this.file_pos);
    this.file_pos += BigInt(done.nwritten);
    return done;
  }

  fd_pwrite(bytes, offset) {
    const written = this.file.write(bytes, Number(offset));
    return written ? { ret: wasi.ERRNO_SUCCESS, nwritten: bytes.length } : { ret: wasi.ERRNO_NOSPC, nwritten: 0 };
  }
}

/** A standard stream, which is no terminal. */
class Stream extends Fd {
  constructor() {
    super();
    this.ino = Inode.issue_ino();
  }

  fd_filestat_get() {
    return { ret: wasi.ERRNO_SUCCESS, filestat: new wasi.Filestat(this.ino, wasi.FILETYPE_UNKNOWN, 0n) };
  }

  fd_fdstat_get() {
    return { ret: wasi.ERRNO_SUCCESS, fdstat: new wasi.Fdstat(wasi.FILETYPE_UNKNOWN, 0) };
  }
}

class Input extends Stream {
  fd_read(size) {
    const buffer = new Uint8Array(Math.min(size, 65_536));
    return { ret: wasi.ERRNO_SUCCESS, data: buffer.subarray(0, readInput(buffer)) };
  }
}

class Output extends Stream {
  constructor(descriptor) {
    super();
    this.descriptor = descriptor;
  }

  fd_write(bytes) {
    writeAll(this.descriptor, bytes);
    return { ret: wasi.ERRNO_SUCCESS, nwritten: bytes.length };
  }
}
