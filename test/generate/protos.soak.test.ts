import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const work = mkdtempSync(join(tmpdir(), 'protos-'));
afterAll(() => rmSync(work, { recursive: true }));

const run = promisify(execFile);
const buf = (cwd: string, ...args: readonly string[]) => run(join(root, 'node_modules', '.bin', 'buf'), args, { cwd });

describe('the protos', () => {
  it('the protos pass the buf linter and formatter', async () => {
    expect(await buf(root, 'lint', 'proto')).toMatchObject({ stdout: '' });
    expect(await buf(root, 'format', '--diff', '--exit-code', 'proto')).toMatchObject({ stdout: '' });
  });

  it('the protos have no breaking changes since the last release', async () => {
    expect(await buf(root, 'breaking', 'proto', '--against', 'proto/released.binpb')).toMatchObject({ stdout: '' });
  });

  it.each([
    ['another type', 'int64 amount_minor = 1', 'int32 amount_minor = 1', 'changed type'],
    ['another number', 'string order_id = 3', 'string order_id = 30', 'was deleted'],
    ['another name', 'rpc Health(', 'rpc Healthy(', 'was deleted'],
  ])('a breaking change is detected: %s', async (_what, from, to, expected) => {
    cpSync(join(root, 'proto'), join(work, 'proto'), { recursive: true });
    const file = join(work, 'proto', 'payments', 'v1', 'payments.proto');
    const before = readFileSync(file, 'utf8');
    expect(before).toContain(from);
    writeFileSync(file, before.replace(from, to));
    const broken = buf(work, 'breaking', 'proto', '--against', 'proto/released.binpb');
    await expect(broken).rejects.toMatchObject({ code: 100, stdout: expect.stringContaining(expected) });
  });
});
