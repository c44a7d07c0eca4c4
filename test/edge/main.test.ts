import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { grpcClients } from '../support/grpc-clients.ts';
import { memoryPaymentApi, type PaymentApi } from '../support/memory-payment-api.ts';

const program = (name: string) => join(import.meta.dirname, '..', '..', 'edge', name);

function run(variables: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const started = spawn(process.execPath, [program('main.ts'), ...args], { env: variables });
  onTestFinished(() => void started.kill('SIGKILL'));
  return started;
}

/** Starts the edge as a process and returns it, with its output lines, once it is serving. */
async function serving(api: PaymentApi) {
  const edge = run({ UPSTREAM: api.url, PORT: '0', LOG: 'on' });
  const lines: Record<string, unknown>[] = [];
  createInterface(edge.stdout).on('line', (line) => lines.push(JSON.parse(line)));
  await eventually(() => expect(lines).toHaveLength(1));
  const { ports } = lines[0] as { ports: [number] };
  const [port] = ports;
  const clients = grpcClients(`127.0.0.1:${port}`);
  onTestFinished(() => clients.close());
  return { edge, lines, port, clients };
}

const exitCode = async (ended: ChildProcess) => (await once(ended, 'exit'))[0];

describe('node edge/main.ts', () => {
  it('--help prints the usage', async () => {
    const helped = run({}, '--help');
    expect(await text(helped.stdout)).toContain('UPSTREAM_AUTH=iam');
    expect(helped.exitCode ?? (await exitCode(helped))).toBe(0);
  });

  it('an invalid setting is refused in one line', async () => {
    const refused = run({ UPSTREAM: 'nonsense' });
    expect(await text(refused.stderr)).toMatch(/^UPSTREAM=nonsense is not an http address.*\n$/);
    expect(refused.exitCode ?? (await exitCode(refused))).toBe(1);
  });

  it('a port in use is refused', async () => {
    await using api = await memoryPaymentApi();
    const taken = new URL(api.url).port;
    const refused = run({ UPSTREAM: api.url, PORT: taken });
    expect(await text(refused.stderr)).toBe(`Port ${taken} is already in use: choose another one.\n`);
  });

  it('the call log has nothing that the client sent', async () => {
    await using api = await memoryPaymentApi();
    const { clients, lines } = await serving(api);
    await clients.customers('CreatePayment', { customer_id: 'cust-secret' }, { 'idempotency-key': 'key-secret' });
    await clients.customers('GetPayment', { payment_id: 'not_found' });
    await eventually(() => expect(lines).toHaveLength(3));
    const method = '/payment.v1.PaymentService';
    expect(lines.slice(1)).toEqual([
      { method: `${method}/CreatePayment`, code: 'OK', ms: expect.any(Number), requestId: 'r-1' },
      { method: `${method}/GetPayment`, code: 'NOT_FOUND', ms: expect.any(Number) },
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'on %s the edge completes calls in flight and exits with 0',
    async (signal) => {
      await using api = await memoryPaymentApi();
      const { edge, clients, lines } = await serving(api);
      const inFlight = clients.customers('GetPayment', { payment_id: 'held' });
      await eventually(() => expect(api.seen).toHaveLength(1));
      const ended = exitCode(edge);
      edge.kill(signal);
      await eventually(() => expect(lines.at(-1)).toMatchObject({ event: 'stopping' }));
      api.answerHeld();
      expect((await inFlight).code).toBe('OK');
      expect(await ended).toBe(0);
    },
  );

  it('a second signal ends the edge at once', async () => {
    await using api = await memoryPaymentApi();
    const { edge, clients, lines } = await serving(api);
    void clients.customers('GetPayment', { payment_id: 'held' });
    await eventually(() => expect(api.seen).toHaveLength(1));
    const ended = exitCode(edge);
    edge.kill('SIGINT');
    await eventually(() => expect(lines.at(-1)).toMatchObject({ event: 'stopping' }));
    edge.kill('SIGINT');
    expect(await ended).toBe(1);
  });

  it('the container health check succeeds while the edge is serving', async () => {
    await using api = await memoryPaymentApi();
    const { edge, port } = await serving(api);
    const checked = () =>
      exitCode(spawn(process.execPath, [program('health-check.ts')], { env: { PORT: String(port) } }));
    expect(await checked()).toBe(0);
    const ended = exitCode(edge);
    edge.kill('SIGTERM');
    await ended;
    expect(await checked()).toBe(1);
  });
});
