import { appendFileSync } from 'node:fs';
import type { AwsCall } from './aws-call.ts';

/** Appends calls to a file, one JSON object a line, and each call of an environment only once. */
function callsFile(file: string): (call: AwsCall) => void {
  const written = new Set<string>();
  return (call) => {
    const line = JSON.stringify(call);
    if (written.has(line)) return;
    written.add(line);
    appendFileSync(file, `${line}\n`);
  };
}

/** The file that RECORD_AWS_CALLS names, if it does. */
export function callsFileFrom({ RECORD_AWS_CALLS: file }: Readonly<Record<string, string | undefined>>) {
  return file ? callsFile(file) : undefined;
}
