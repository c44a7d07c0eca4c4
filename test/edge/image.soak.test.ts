import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildEdgeImage } from '../../lib/edge-image.ts';
import { ChildProgram } from '../support/child-program.ts';
import { grpcClients } from '../support/grpc-clients.ts';
import { memoryPaymentApi } from '../support/memory-payment-api.ts';

let folder: string;
beforeAll(async () => {
  folder = await buildEdgeImage(mkdtempSync(join(tmpdir(), 'edge-image-')));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs it like the image: from its folder, without installed packages. */
function run(program: string, env: Readonly<Record<string, string>>) {
  const started = new ChildProgram([program], { cwd: folder, env });
  onTestFinished(() => void started.process.kill('SIGKILL'));
  return started;
}

describe('the Docker build context', () => {
  it('the bundled edge starts and is healthy', async () => {
    await using api = await memoryPaymentApi();
    const edge = run('main.mjs', { UPSTREAM: api.url, PORT: '0' });
    const [port] = JSON.parse(await edge.line()).ports;
    const clients = grpcClients(`127.0.0.1:${port}`);
    expect(await clients.services('Health', {})).toMatchObject({ code: 'OK', answer: { status: 'SERVING' } });
    clients.close();
    expect((await run('health-check.mjs', { PORT: String(port) }).ended).code).toBe(0);
  });

  it('the build context is small and has everything the Dockerfile runs', () => {
    const files = readdirSync(folder);
    const kilobytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 1024;
    expect(kilobytes).toBeLessThan(400);
    const run = [...readFileSync(join(folder, 'Dockerfile'), 'utf8').matchAll(/"([\w-]+\.mjs)"/g)].map(
      ([, name]) => name,
    );
    expect(run).toEqual(['health-check.mjs', 'main.mjs']);
    expect(files).toEqual(expect.arrayContaining(run));
  });
});
