import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ChildProgram } from '../support/child-program.ts';
import { eventually } from '../support/eventually.ts';
import { grpcClients } from '../support/grpc-clients.ts';
import { memoryPaymentApi, type PaymentApi } from '../support/memory-payment-api.ts';

const program = (name: string) => join(import.meta.dirname, '..', '..', 'edge', name);

function run(variables: Readonly<Record<string, string>>, ...args: readonly string[]): ChildProgram {
  const started = new ChildProgram([program('main.ts'), ...args], { env: variables });
  onTestFinished(() => void started.process.kill('SIGKILL'));
  return started;
}

/** Starts the edge as a process and returns it once it is serving. */
async function serving(api: PaymentApi) {
  const edge = run({ UPSTREAM: api.url, PORT: '0', LOG: 'on' });
  const { ports } = JSON.parse(await edge.line()) as { ports: [number] };
  const [port] = ports;
  const clients = grpcClients(`127.0.0.1:${port}`);
  onTestFinished(() => clients.close());
  return { edge, port, clients };
}

const isStopping = (line: string) => JSON.parse(line).event === 'stopping';

describe('node edge/main.ts', () => {
  it('--help prints the usage', async () => {
    const helped = await run({}, '--help').ended;
    expect([helped.code, helped.stdout]).toEqual([0, expect.stringContaining('UPSTREAM_AUTH=iam')]);
  });

  it('an invalid setting is refused in one line', async () => {
    const refused = await run({ UPSTREAM: 'nonsense' }).ended;
    expect(refused.stderr).toMatch(/^UPSTREAM=nonsense is not an http address.*\n$/);
    expect(refused.code).toBe(1);
  });

  it('a port in use is refused', async () => {
    await using api = await memoryPaymentApi();
    const taken = new URL(api.url).port;
    const refused = await run({ UPSTREAM: api.url, PORT: taken }).ended;
    expect(refused.stderr).toBe(`Port ${taken} is already in use: choose another one.\n`);
  });

  it('the call log has nothing that the client sent', async () => {
    await using api = await memoryPaymentApi();
    const { clients, edge } = await serving(api);
    await clients.customers('CreatePayment', { customer_id: 'cust-secret' }, { 'idempotency-key': 'key-secret' });
    await clients.customers('GetPayment', { payment_id: 'not_found' });
    const lines = [await edge.line(), await edge.line()];
    const method = '/payment.v1.PaymentService';
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { method: `${method}/CreatePayment`, code: 'OK', ms: expect.any(Number), requestId: 'r-1' },
      { method: `${method}/GetPayment`, code: 'NOT_FOUND', ms: expect.any(Number) },
    ]);
    edge.process.kill('SIGTERM');
    expect((await edge.ended).stdout).not.toContain('secret');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'on %s the edge completes calls in flight and exits with 0',
    async (signal) => {
      await using api = await memoryPaymentApi();
      const { edge, clients } = await serving(api);
      const inFlight = clients.customers('GetPayment', { payment_id: 'held' });
      await eventually(() => expect(api.seen).toHaveLength(1));
      edge.process.kill(signal);
      await edge.line(isStopping);
      api.answerHeld();
      expect((await inFlight).code).toBe('OK');
      expect((await edge.ended).code).toBe(0);
    },
  );

  it('a second signal ends the edge at once', async () => {
    await using api = await memoryPaymentApi();
    const { edge, clients } = await serving(api);
    void clients.customers('GetPayment', { payment_id: 'held' });
    await eventually(() => expect(api.seen).toHaveLength(1));
    edge.process.kill('SIGINT');
    await edge.line(isStopping);
    edge.process.kill('SIGINT');
    expect((await edge.ended).code).toBe(1);
  });

  it('the container health check succeeds while the edge is serving', async () => {
    await using api = await memoryPaymentApi();
    const { edge, port } = await serving(api);
    const checked = async () =>
      (await new ChildProgram([program('health-check.ts')], { env: { PORT: String(port) } }).ended).code;
    expect(await checked()).toBe(0);
    edge.process.kill('SIGTERM');
    await edge.ended;
    expect(await checked()).toBe(1);
  });
});
