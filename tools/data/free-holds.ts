import { type CancellationReason, GetItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { claimOn } from '../../src/domain/status.ts';
import type { HoldingPayment } from '../../src/store/hold-item.ts';
import { type MarshalledItem, marshalled, unmarshalled } from '../../src/store/item.ts';
import { PaymentItem } from '../../src/store/payment-item.ts';
import type { LinkWrite, PaymentTable, PaymentWrite } from './write-payments.ts';

/** `holder`: the payment that keeps a link. */
type TakenLink = Readonly<{ link: LinkWrite; holder: string }>;

/**
 * The links of a payment after some were found to exist. A hold is taken from a payment that failed or was cancelled, as a charge takes it:
 * on the condition that it still has it. Its own links stay as they are.
 */
export async function linksAfter(
  { payment, links }: PaymentWrite,
  found: readonly (CancellationReason | undefined)[],
  table: PaymentTable,
): Promise<Readonly<{ links: readonly LinkWrite[] }> | TakenLink> {
  const left: LinkWrite[] = [];
  for (const [at, link] of links.entries()) {
    const holder = holderIn(found[at]);
    if (holder === payment.id) continue;
    const free = holder === undefined || link.hold === undefined ? undefined : await freePayment(holder, table);
    const wasTried = free !== undefined && free.id === link.free?.id && free.generation === link.free.generation;
    if (holder !== undefined && (free === undefined || wasTried)) return { link, holder };
    left.push(holder === undefined ? link : { ...link, free });
  }
  return { links: left };
}

/** The payment that an existing item leads to. Under the id derived from an order, it may be the payment itself. */
const holderIn = (reason: CancellationReason | undefined): string | undefined =>
  reason?.Item?.payment_id?.S ?? reason?.Item?.id?.S;

const Attempt = z.pick(PaymentItem, { id: true, status: true, generation: true, order_id: true });

/** Undefined unless the payment is one that charges no more. */
async function freePayment(id: string, { client, tableName }: PaymentTable): Promise<HoldingPayment | undefined> {
  const get = new GetItemCommand({ TableName: tableName, Key: marshalled({ id }), ConsistentRead: true });
  const { Item } = await client.send(get);
  const read = Attempt.safeParse(Item && unmarshalled(Item));
  return read.success && claimOn[read.data.status] === 'free' ? read.data : undefined;
}

/** The generation of a stored payment that a row is a later attempt of: the same order's, and failed. */
export function generationBefore({ payment, identity }: PaymentWrite, existing: MarshalledItem): number | undefined {
  const { success, data } = Attempt.safeParse(unmarshalled(existing));
  if (!success || identity !== 'order' || data.status !== 'failed' || data.order_id !== payment.orderId)
    return undefined;
  return data.generation < payment.generation ? data.generation : undefined;
}
