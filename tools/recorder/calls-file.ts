import { appendFileSync } from 'node:fs';
import type { AwsCall } from './aws-call.ts';

/** Appends distinct calls to a file, one JSON object per line. */
function callsFile(file: string): (call: AwsCall) => void {
  const written = new Set<string>();
  return (call) => {
    const line = JSON.stringify(call);
    if (written.has(line)) return;
    written.add(line);
    appendFileSync(file, `${line}\n`);
  };
}

/** Records to the file in RECORD_AWS_CALLS; undefined if that is not set. */
export function callsFileFrom({ RECORD_AWS_CALLS: file }: Readonly<Record<string, string | undefined>>) {
  return file ? callsFile(file) : undefined;
}
