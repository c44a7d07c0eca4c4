import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import * as z from 'zod';
import type { PaymentClient } from '../../client/payment-client.ts';
import type { Problem } from '../../client/types.ts';
import { defined } from './defined.ts';
import { type Limits, overLimit } from './limits.ts';
import { answered, failed, shown } from './tool-result.ts';

const movesMoney = { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true } as const;

const keyOf = (purchase: string, example: string) =>
  z
    .string()
    .min(1)
    .max(255)
    .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/)
    .describe(
      `Identifies the ${purchase}, not this call: sent by this server again, the same key never moves money twice. Derive it from what is paid for, such as "${example}". If a call fails or times out, or you are not sure whether you have called before, use the same key again. Never make up a new key to retry.`,
    );

const waits =
  'While it is "pending", the customer or the processor has to act first: look with get_payment, because the same call again always returns the first answer.';

const amount = z.string().regex(/^\d+(\.\d+)?$/);

/** A client that makes so many requests, one after the other, before an agent gives up. */
export type ClientFor = (requests: number) => PaymentClient;

/** Tools that move money, within limits. Their answers tell an agent what may be done next. */
export function addMoneyTools(server: McpServer, client: ClientFor, limits: Limits): void {
  const most = [...limits].map(([currency, limit]) => `${limit} ${currency}`).join(', ');
  server.registerTool(
    'create_payment',
    {
      description: `Charges a payment once per idempotency_key. At most ${most}. Keys belong to their caller: if a shop or another agent may have charged for the same order, look with list_payments first; what is being charged at this moment is listed two minutes later. Only the status "paid" means paid. ${waits}`,
      inputSchema: {
        idempotency_key: keyOf('purchase', 'order-1234-checkout'),
        amount: amount.describe('Decimal amount: "25.00".'),
        currency: z.enum([...limits.keys()]).describe('ISO 4217 code: EUR.'),
        order_id: z.string().optional().describe('ID of the order that is paid.'),
        one_payment_per_order: z
          .boolean()
          .optional()
          .describe(
            'Leave it out: the order is then paid once, whatever key a later call has. False only if an order is meant to be paid more than once, such as in parts.',
          ),
        customer_id: z.string().optional().describe('ID of the customer who pays.'),
        payment_method: z.string().optional().describe("The processor's token of a card. Never a card number."),
      },
      annotations: movesMoney,
    },
    ({ idempotency_key: key, ...request }, { signal }) =>
      answered(async () => {
        const over = overLimit(limits, request.amount, request.currency);
        if (over !== undefined) return failed(over);
        const result = await client(1).pay(defined(guarded(request)), { key }, { signal });
        return result.status === 'refused' ? refused(result.problem) : shown(result);
      }),
  );
  server.registerTool(
    'refund',
    {
      description: `Gives money of a payment back, once per idempotency_key. At most ${most}. Only the status "refunded" means that it went back. ${waits}`,
      inputSchema: {
        idempotency_key: keyOf('refund of this payment', 'order-1234-item-2-returned'),
        payment_id: z
          .string()
          .regex(/^[A-Za-z0-9_-]{1,64}$/)
          .describe('ID of the payment.'),
        amount: amount.optional().describe('Decimal amount: "5.25". Without it, all that remains.'),
        reason: z.string().min(1).max(500).optional().describe('One line for the receipt.'),
      },
      annotations: movesMoney,
    },
    ({ idempotency_key: key, payment_id, ...request }, { signal }) =>
      answered(async () => {
        // Without an amount, at most the whole payment: what remains of it may change until the refund is made.
        const payment = await client(2).get(payment_id, { signal });
        const over = overLimit(limits, request.amount ?? payment.amount, payment.currency);
        if (over !== undefined) return failed(over);
        const result = await client(2).refund(payment_id, defined(request), { key }, { signal });
        return result.status === 'refused' ? refused(result.problem) : shown(result);
      }),
  );
}

type OrderFields = Readonly<{ order_id?: string | undefined; one_payment_per_order?: boolean | undefined }>;

/** Agents that are not sure sometimes try again with another key, despite what the tool says. */
const guarded = <Request extends OrderFields>(request: Request): Request =>
  request.order_id === undefined
    ? request
    : { ...request, one_payment_per_order: request.one_payment_per_order ?? true };

const refused = ({ detail, code, payment_id: paymentId }: Problem) =>
  failed(
    `Nothing was done. The service refused it: ${detail} (${code}${paymentId ? `; payment_id ${paymentId}` : ''}).`,
  );
