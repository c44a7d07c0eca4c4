import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import * as z from 'zod';
import type { PaymentClient } from '../../client/payment-client.ts';
import { defined } from './defined.ts';
import { answered, shown } from './tool-result.ts';

const readOnly = { readOnlyHint: true, openWorldHint: true } as const;
const id = (what: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .describe(`ID of the ${what}.`);
const limit = z.number().int().min(1).max(100).default(20).describe('How many to list, newest first.');

/** Tools that change nothing. */
export function addReadTools(server: McpServer, client: () => PaymentClient): void {
  server.registerTool(
    'get_payment',
    {
      description: 'A payment as it is now: amount, status, what was refunded and what can still be refunded.',
      inputSchema: { payment_id: id('payment') },
      annotations: readOnly,
    },
    ({ payment_id }) => answered(async () => shown(await client().get(payment_id))),
  );
  server.registerTool(
    'list_payments',
    {
      description: 'Lists payments, newest first.',
      inputSchema: {
        status: z.enum(['SUCCESS', 'FAILED', 'REFUNDED']).optional(),
        order_id: id('order').optional(),
        customer_id: id('customer').optional(),
        reference: z.string().optional().describe("The processor's reference."),
        since: z.string().optional().describe('Day or instant of the creation: 2026-11-01.'),
        until: z.string().optional().describe('Day or instant of the creation.'),
        limit,
      },
      annotations: readOnly,
    },
    (filters) => answered(async () => shown({ payments: await first(client().list(defined(filters)), filters.limit) })),
  );
  server.registerTool(
    'list_events',
    {
      description: 'Lists what happened to payments, newest first.',
      inputSchema: { payment_id: id('payment').optional(), limit },
      annotations: readOnly,
    },
    (filters) => answered(async () => shown({ events: await first(client().events(defined(filters)), filters.limit) })),
  );
  server.registerTool(
    'get_timeline',
    {
      description:
        'Everything that happened to a payment, oldest first, and who did it. Use it to find out why a payment failed.',
      inputSchema: { payment_id: id('payment') },
      annotations: readOnly,
    },
    ({ payment_id }) => answered(async () => shown(await client().timeline(payment_id))),
  );
  server.registerTool(
    'look_up_key',
    {
      description:
        'What became of the request with an idempotency key: never_seen means that nothing was charged with it.',
      inputSchema: { idempotency_key: z.string().min(1).max(255) },
      annotations: readOnly,
    },
    ({ idempotency_key }) => answered(async () => shown(await client().lookUp(idempotency_key))),
  );
}

async function first<Element>(elements: AsyncIterable<Element>, count: number): Promise<readonly Element[]> {
  const read: Element[] = [];
  for await (const element of elements) {
    read.push(element);
    if (read.length === count) break;
  }
  return read;
}
