/** Intended operation on a file or directory. */
export type FileOperation = 'read' | 'write';

/** Cause and remedy by error code; % stands for the path. */
const sentences: Readonly<Record<string, Readonly<Record<FileOperation, string>>>> = {
  ENOENT: {
    read: 'There is no %: check the name.',
    write: '% cannot be written: its directory does not exist. Create it, or choose another name.',
  },
  EACCES: {
    read: '% cannot be read: permission denied. Change its permissions, or run as its owner.',
    write: '% cannot be written: permission denied. Choose another directory, or change its permissions.',
  },
  EEXIST: { read: '% cannot be read.', write: '% already exists: choose another name, or remove it.' },
  EISDIR: { read: '% is a directory, not a file.', write: '% is a directory, not a file.' },
  ENOTDIR: {
    read: '% cannot be read: part of its path is a file, not a directory. Check the name.',
    write: '% cannot be written: part of its path is a file, not a directory. Choose another name.',
  },
  ENOSPC: { read: '% cannot be read.', write: '% cannot be written: the disk is full. Free some space and try again.' },
  EROFS: {
    read: '% cannot be read.',
    write: '% cannot be written: the file system is read-only. Choose another directory.',
  },
  EMFILE: {
    read: '% cannot be read: too many files are open. Close some programs, or raise the limit (ulimit -n).',
    write: '% cannot be written: too many files are open. Close some programs, or raise the limit (ulimit -n).',
  },
};
/** Codes that mean the same to a person. */
const aliases: Readonly<Record<string, string>> = { EPERM: 'EACCES', EDQUOT: 'ENOSPC', ENFILE: 'EMFILE' };

const fileCalls = new Set(
  'access close copyfile fsync ftruncate lstat mkdir mkdtemp open read rename rm rmdir scandir stat unlink write'.split(
    ' ',
  ),
);

/** Whether the file system failed, rather than the network or the program that reads or writes. */
export const isFileError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && 'syscall' in error && fileCalls.has(String(error.syscall));

/** Describes a file system error in plain words: the cause and what to do. */
export function fileSentence({ code = '' }: NodeJS.ErrnoException, path: string, operation: FileOperation): string {
  const sentence = sentences[aliases[code] ?? code]?.[operation];
  return (sentence ?? `% cannot be ${operation === 'read' ? 'read' : 'written'} by this system.`).replace('%', path);
}
