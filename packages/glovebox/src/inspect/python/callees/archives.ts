import type { CalleeGroup } from '../../resolve/callee.ts';
import { of } from './names.ts';

/** Archives: what goes in is read, what comes out is written to where the archive says. */
export const ARCHIVES: readonly CalleeGroup[] = [
  {
    capability: 'open-mode',
    target: 'first',
    callees: [
      ...of('gzip', 'open GzipFile'),
      ...of('bz2', 'open BZ2File'),
      ...of('lzma', 'open LZMAFile'),
      ...of('tarfile', 'open TarFile'),
      ...of('zipfile', 'ZipFile PyZipFile'),
      ...of('py7zr', 'SevenZipFile'),
      ...of('pyzipper', 'ZipFile AESZipFile'),
      'rarfile.RarFile',
    ],
  },
  {
    capability: 'file.write',
    target: 'first',
    callees: [
      ...of('zipfile.ZipFile', 'extractall extract'),
      ...of('tarfile.TarFile', 'extractall extract'),
      ...of('py7zr.SevenZipFile', 'extractall extract'),
      ...of('rarfile.RarFile', 'extractall extract'),
      ...of('pyzipper.AESZipFile', 'extractall extract'),
      ...of('patoolib', 'extract_archive create_archive'),
      'shutil.make_archive',
    ],
  },
  { capability: 'file.write', target: 'second', callees: ['shutil.unpack_archive', 'py7zr.unpack_7zarchive'] },
  {
    capability: 'file.read',
    target: 'first',
    callees: [
      ...of('zipfile.ZipFile', 'write'),
      ...of('tarfile.TarFile', 'add gettarinfo'),
      ...of('zipfile', 'is_zipfile Path'),
      'tarfile.is_tarfile',
      'shutil.unpack_archive',
    ],
  },
  {
    capability: 'file.read',
    target: 'receiver',
    callees: [
      ...of('zipfile.ZipFile', 'read open namelist infolist testzip'),
      ...of('tarfile.TarFile', 'extractfile getmembers getnames'),
    ],
  },
];
