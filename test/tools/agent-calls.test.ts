import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { describe, expect, it } from 'vitest';
import type { Fetch } from '../../client/io.ts';
import { PaymentClient } from '../../client/payment-client.ts';
import { readLimits } from '../../tools/mcp/limits.ts';
import { addMoneyTools } from '../../tools/mcp/money-tools.ts';

type Sent = Readonly<{ method: string; url: string }>;
const payment = { payment_id: 'p-1', amount: '25.00', currency: 'EUR', status: 'SUCCESS' };

/** An agent whose tools call a service that answers like this. */
async function agentOf(answer: (sent: Sent) => Promise<readonly [status: number, body: object]>) {
  const sent: Sent[] = [];
  const deadlines: number[] = [];
  const fetch: Fetch = async (url, { method }) => {
    sent.push({ method, url });
    const [status, body] = await answer({ method, url });
    return {
      status,
      headers: { get: (name) => (name.toLowerCase() === 'retry-after' && status === 409 ? '3600' : null) },
      text: async () => JSON.stringify(body),
    };
  };
  const server = new McpServer({ name: 'payment-service', version: '1.0.0' });
  const clientFor = (requests: number) => {
    deadlines.push(requests);
    return new PaymentClient({ url: 'http://service.test', io: { fetch } });
  };
  addMoneyTools(server, clientFor, readLimits(['EUR=100.00']));
  const agent = new Client({ name: 'test agent', version: '1.0.0' });
  const [mine, theirs] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(theirs), agent.connect(mine)]);
  const call = (name: string, args: Record<string, string>, signal?: AbortSignal) =>
    agent.callTool({ name, arguments: { idempotency_key: 'order-7', ...args } }, undefined, signal && { signal });
  return { call, sent, deadlines };
}

const textOf = ({ content }: Awaited<ReturnType<Awaited<ReturnType<typeof agentOf>>['call']>>) =>
  JSON.stringify(content);
const purchase = { amount: '25.00', currency: 'EUR', order_id: 'o' };

describe('a refusal that will pass', () => {
  it.each(['order_payment_authorized', 'order_payment_in_progress'])(
    'with %s names the payment that has the order, and is no unknown outcome',
    async (code) => {
      const { call } = await agentOf(async () => [
        409,
        { code, detail: 'it is in the way', status: 409, payment_id: 'p-9' },
      ]);
      const said = textOf(await call('create_payment', purchase));
      expect(said).toContain(`it is in the way (${code}; payment_id p-9)`);
      expect(said).toContain('Nothing was done with this key');
      expect(said).not.toContain('unknown');
    },
  );

  it('with a payment of its own leaves the outcome unknown: a fault names the payment that may have been charged', async () => {
    const { call } = await agentOf(async () => [
      409,
      { code: 'processor_unavailable', detail: 'no answer', payment_id: 'p-1' },
    ]);
    expect(textOf(await call('create_payment', purchase))).toContain('The outcome is unknown');
  });

  it('with idempotency_key_in_use leaves the outcome unknown, and asks for the same key', async () => {
    const { call } = await agentOf(async () => [
      409,
      { code: 'idempotency_key_in_use', detail: 'busy', payment_id: 'p-1' },
    ]);
    expect(textOf(await call('create_payment', purchase))).toContain('The outcome is unknown');
  });

  it('a role that may only read is told so, and that an earlier call may have been done', async () => {
    const { call } = await agentOf(async () => [403, { code: 'not_allowed', detail: 'the caller has no permission' }]);
    const said = textOf(await call('create_payment', purchase));
    expect(said).toContain('does not allow it: the caller has no permission (not_allowed)');
    expect(said).toContain('look_up_key');
  });
});

describe('a refund of an agent', () => {
  it('is not sent any more once its person has stopped it', async () => {
    const stopped = new AbortController();
    const reading = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    const { call, sent } = await agentOf(async () => {
      reading.resolve();
      await answered.promise;
      return [200, payment];
    });
    const called = call('refund', { payment_id: 'p-1' }, stopped.signal);
    await reading.promise;
    stopped.abort();
    await expect(called).rejects.toThrow();
    answered.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent.map(({ method }) => method)).toEqual(['GET']);
  });

  it('shares its time between the look and the refund', async () => {
    const { call, deadlines } = await agentOf(async ({ method }) => [
      200,
      method === 'GET' ? payment : { ...payment, refund_id: 'r-1' },
    ]);
    await call('refund', { payment_id: 'p-1' });
    expect(deadlines).toEqual([2, 2]);
  });
});
