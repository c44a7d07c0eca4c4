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

const ending = 'has_more: there are older ones, which are not in the answer.';

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
      description: `Lists payments, newest first. ${ending}`,
      inputSchema: {
        status: z.enum(['PENDING', 'SUCCESS', 'REFUNDED', 'FAILED']).optional(),
        order_id: id('order').optional(),
        customer_id: id('customer').optional(),
        reference: z.string().optional().describe("The processor's reference."),
        since: z.string().optional().describe('Day or instant of the creation: 2026-11-01.'),
        until: z.string().optional().describe('Day or instant of the creation.'),
        limit,
      },
      annotations: readOnly,
    },
    (filters) =>
      answered(async () => {
        const { elements, has_more } = await first(client().list(defined(filters)), filters.limit);
        return shown({ payments: elements, has_more });
      }),
  );
  server.registerTool(
    'list_events',
    {
      description: `Lists what happened to payments, newest first. ${ending}`,
      inputSchema: { payment_id: id('payment').optional(), limit },
      annotations: readOnly,
    },
    (filters) =>
      answered(async () => {
        const { elements, has_more } = await first(client().events(defined(filters)), filters.limit);
        return shown({ events: elements, has_more });
      }),
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
        'What became of a request that this server sent with an idempotency key. never_seen means that this server moved no money with it. Keys belong to their caller, so it says nothing about a shop or another agent that used the same key: find their payments with list_payments.',
      inputSchema: { idempotency_key: z.string().min(1).max(255) },
      annotations: readOnly,
    },
    ({ idempotency_key }) => answered(async () => shown(await client().lookUp(idempotency_key))),
  );
}

/** The first elements of a list, and whether it has more: an agent that took them for all would add up a part. */
async function first<Element>(elements: AsyncIterable<Element>, count: number) {
  const read: Element[] = [];
  for await (const element of elements) {
    if (read.length === count) return { elements: read, has_more: true };
    read.push(element);
  }
  return { elements: read, has_more: false };
}
