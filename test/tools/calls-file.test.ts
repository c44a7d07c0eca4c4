import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { AwsCall } from '../../tools/recorder/aws-call.ts';
import { callsFileFrom } from '../../tools/recorder/calls-file.ts';

const work = mkdtempSync(join(tmpdir(), 'calls-'));
afterAll(() => rmSync(work, { recursive: true }));

const read: AwsCall = { functionName: 'f', action: 'dynamodb:GetItem', table: 'payments' };
const write: AwsCall = { ...read, action: 'dynamodb:PutItem' };

describe('the file of recorded calls', () => {
  it('has each distinct call once', () => {
    const file = join(work, 'calls.jsonl');
    const record = callsFileFrom({ RECORD_AWS_CALLS: file });
    for (const call of [read, write, read]) record?.(call);
    expect(readFileSync(file, 'utf8')).toBe(`${JSON.stringify(read)}\n${JSON.stringify(write)}\n`);
  });

  it('is refused at the start if it cannot be written', () => {
    const file = join(work, 'missing', 'calls.jsonl');
    expect(() => callsFileFrom({ RECORD_AWS_CALLS: file })).toThrow(
      `${file} cannot be written: its directory does not exist.`,
    );
  });

  it('is not wanted without the variable', () => {
    expect(callsFileFrom({})).toBeUndefined();
  });
});
