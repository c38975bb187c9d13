import type { CalleeGroup } from '../../resolve/callee.ts';
import { of } from './names.ts';

/** Packing and unpacking: an archive chooses the paths that are written. */
export const ARCHIVES: readonly CalleeGroup[] = [
  {
    capability: 'file.read',
    target: 'first',
    callees: [
      'adm-zip',
      ...of('tar', 'list t'),
      'tar-fs.pack',
      ...of('yauzl', 'open fromFd'),
      ...of('unzipper.Open', 'file'),
      'node-stream-zip',
    ],
  },
  {
    capability: 'file.read',
    target: 'first',
    callees: [
      ...of('adm-zip', 'addLocalFile addLocalFolder addLocalFolderPromise'),
      ...of('archiver', 'file directory glob'),
      ...of('archiver.Archiver', 'file directory glob'),
      'zip-local.zip',
      'zip-a-folder.zip',
    ],
  },
  {
    capability: 'file.write',
    target: 'first',
    callees: [
      ...of('adm-zip', 'extractAllTo extractAllToAsync writeZip writeZipPromise'),
      'tar-fs.extract',
      'decompress',
      'unzipper.Extract',
    ],
  },
  {
    capability: 'file.write',
    target: 'none',
    callees: [...of('tar', 'extract x create c update u replace r'), 'adm-zip.extractEntryTo'],
  },
  { capability: 'file.write', target: 'second', callees: ['extract-zip', 'node-stream-zip.extract', 'decompress'] },
];
