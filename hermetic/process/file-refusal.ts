import { CommandRefusal } from './command.ts';
import { type FileOperation, fileSentence, isFileError } from './file-errors.ts';

/** Turns a file system error into a Refusal in plain words; returns any other error unchanged. */
export function fileRefusal(error: unknown, path: string, operation: FileOperation): unknown {
  if (!isFileError(error)) return error;
  return new CommandRefusal(fileSentence(error, path, operation), error.code === 'ENOSPC' ? 1 : 2);
}
