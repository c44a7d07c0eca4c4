/** Intended operation on a file or directory. */
export type FileOperation = 'read' | 'write';

/** Cause and remedy, by the system's error code. */
const sentences: Readonly<Record<string, Readonly<Record<FileOperation, string>>>> = {
  ENOENT: {
    read: 'There is no %: check the name.',
    write: '% cannot be written: its directory does not exist. Make it, or choose another name.',
  },
  EACCES: {
    read: '% cannot be read: this user may not. Change its permissions, or run as its owner.',
    write: '% cannot be written: this user may not write there. Choose another place, or change its permissions.',
  },
  EEXIST: { read: '% cannot be read.', write: '% is there already: choose another name, or remove it.' },
  EISDIR: { read: '% is a directory: name a file.', write: '% is a directory: name a file.' },
  ENOTDIR: {
    read: '% cannot be read: a part of its path is a file, not a directory. Check the name.',
    write: '% cannot be written: a part of its path is a file, not a directory. Choose another name.',
  },
  ENOSPC: { read: '% cannot be read.', write: '% cannot be written: the disk is full. Make room, then try again.' },
  EROFS: {
    read: '% cannot be read.',
    write: '% cannot be written: the file system is read-only. Choose another place.',
  },
  EMFILE: {
    read: '% cannot be read: too many files are open. Close some programs, or raise the limit (ulimit -n).',
    write: '% cannot be written: too many files are open. Close some programs, or raise the limit (ulimit -n).',
  },
};
// The same to a person.
const same: Readonly<Record<string, string>> = { EPERM: 'EACCES', EDQUOT: 'ENOSPC', ENFILE: 'EMFILE' };

const fileCalls = new Set(
  'access close copyfile fsync ftruncate lstat mkdir open read rename rm rmdir scandir stat unlink write'.split(' '),
);

/** An error of the file system, as against one of the network or of the work that reads or writes. */
export const isFileError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && 'syscall' in error && fileCalls.has(String(error.syscall));

/** Says an error of the file system in words: the cause and what to do, without the system's codes. */
export function fileSentence({ code = '' }: NodeJS.ErrnoException, path: string, deed: FileOperation): string {
  const sentence = sentences[same[code] ?? code]?.[deed];
  return (sentence ?? `% cannot be ${deed === 'read' ? 'read' : 'written'} by this system.`).replace('%', path);
}
