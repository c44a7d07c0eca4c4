import { appendFileSync } from 'node:fs';
import { fileRefusal } from '../../hermetic/process/file-refusal.ts';
import type { AwsCall } from './aws-call.ts';

/** Appends distinct calls to a file, one JSON object per line. Throws Refusal if the file cannot be written. */
function callsFile(file: string): (call: AwsCall) => void {
  const written = new Set<string>();
  try {
    appendFileSync(file, '');
  } catch (error) {
    throw fileRefusal(error, file, 'write');
  }
  return (call) => {
    const line = JSON.stringify(call);
    if (written.has(line)) return;
    appendFileSync(file, `${line}\n`);
    written.add(line);
  };
}

/** Records to the file in RECORD_AWS_CALLS; undefined if that is not set. */
export function callsFileFrom({ RECORD_AWS_CALLS: file }: Readonly<Record<string, string | undefined>>) {
  return file ? callsFile(file) : undefined;
}
