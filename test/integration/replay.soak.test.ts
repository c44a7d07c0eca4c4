import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeAssembly } from '../../hermetic/template/assemblies.ts';
import { paymentProject } from '../../tools/app/project.ts';
import { Environment, root, run } from './program.ts';

const assembly = mkdtempSync(join(tmpdir(), 'replay-'));
beforeAll(() => writeAssembly(paymentProject, assembly));
afterAll(() => rmSync(assembly, { recursive: true }));

const replay = (...args: string[]) => run('tools/replay.ts', ['--assembly', assembly, ...args]);
const resultsOf = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** Replays an event from stdin; resolves even if the program fails. */
async function replayFromStdin(event: string, ...args: string[]): Promise<{ code: number; stdout: string }> {
  const options = ['tools/replay.ts', '--assembly', assembly, '-', ...args];
  const running = promisify(execFile)(process.execPath, options, { cwd: root });
  running.child.stdin?.end(event);
  return running.then(
    ({ stdout }) => ({ code: 0, stdout }),
    ({ code, stdout }) => ({ code, stdout }),
  );
}

describe('npm run replay', () => {
  it('prints one line of JSON for every stored event, and reports on stderr', async () => {
    const { code, stdout, stderr } = await replay();
    const events = readdirSync(join(root, 'events'));
    expect(resultsOf(stdout)).toEqual(events.map(() => expect.objectContaining({ statusCode: expect.any(Number) })));
    expect(stderr.match(/^REPORT RequestId: .+\tInit Duration: /gm)).toHaveLength(events.length);
    expect(code).toBe(0);
  });

  it('uses fresh seed data each time', async () => {
    const event = join(root, 'events', 'create-order-payment.json');
    const [first, second] = resultsOf((await replay(event, event)).stdout);
    expect(second.body).toBe(first.body);
    expect(second.headers).toMatchObject({ 'Idempotent-Replayed': 'true' });
  });

  it('reads an event from stdin, and exits with 1 if the function fails', async () => {
    const { code, stdout } = await replayFromStdin('null', '--function', 'get-user');
    expect(resultsOf(stdout)).toEqual([expect.objectContaining({ errorType: 'TypeError' })]);
    expect(code).toBe(1);
  });

  it('uses the data and the clock of a running environment', async () => {
    const environment = new Environment(['--port', '0', '--no-seed']);
    const { urls } = await environment.event('started');
    const headers = { 'X-Payment-Service': 'test' };
    const clock = await fetch(`${urls[0]}/_local/clock`, {
      method: 'POST',
      headers,
      body: '{"to":"2100-01-01T00:00:00Z"}',
    });
    expect(clock.status).toBe(200);
    const [created] = resultsOf((await replay('--url', String(urls[0]), 'events/create-order-payment.json')).stdout);
    const found = await fetch(`${urls[0]}/v1/payments/${JSON.parse(created.body).id}`);
    expect(found.status).toBe(200);
    expect(await found.json()).toMatchObject({ created_at: expect.stringMatching(/^2100-01-01T/) });
    await environment.stop();
  });

  it.each([
    ['an unknown option', ['--nope'], '--nope'],
    ['a missing file', ['nothing.json'], 'There is no nothing.json'],
    ['an unknown function', ['--function', 'nothing', 'events/get-health.json'], 'There is no function nothing'],
    ['stdin without a function', ['-'], '--function'],
    ['an environment that is not running', ['--url', 'http://localhost:1', 'events/get-health.json'], 'npm start'],
  ])('exits with 2 for %s', async (_what, args, message) => {
    const { code, stdout, stderr } = await replay(...args);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});
