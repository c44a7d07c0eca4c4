import { Refusal } from './command.ts';
import { type FileOperation, fileSentence, isFileError } from './file-errors.ts';

/** Says an error of the file system as a refusal, in words; every other error stays as it is. */
export function fileRefusal(error: unknown, path: string, deed: FileOperation): unknown {
  if (!isFileError(error)) return error;
  return new Refusal(fileSentence(error, path, deed), error.code === 'ENOSPC' ? 1 : 2);
}
