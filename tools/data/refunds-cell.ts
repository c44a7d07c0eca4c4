import * as z from 'zod/mini';
import { textOf } from '../../src/contracts/fields.ts';
import { readMoment } from '../../src/contracts/moment.ts';
import { refundIdOfKey } from '../../src/domain/identity.ts';
import { formatAmount, type Money, readMoney } from '../../src/domain/money.ts';
import { importer, type Payment } from '../../src/domain/payment.ts';
import { mostPartialRefunds } from '../../src/domain/refund-limits.ts';
import type { Refund } from '../../src/domain/refund-states.ts';
import { refundStatuses } from '../../src/domain/status.ts';
import { fingerprintText, readJson, withoutCardNumber } from './cells.ts';
import { BadValue, type Row } from './payment-columns.ts';

const Instant = z.string().check(z.refine((text) => readMoment(text) !== undefined));
const Amount = z.string().check(z.regex(/^\d+(\.\d+)?$/));

/** A refund in the cell. The id and the fingerprint are needed to recognise a repeated request. */
const RefundCell = z.strictObject({
  id: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/)),
  status: z.enum(refundStatuses),
  amount: Amount,
  reason: z.optional(textOf(500)),
  fingerprint: z.string().check(z.regex(fingerprintText)),
  created_at: Instant,
  settled_at: z.optional(Instant),
  refunded_after: z.optional(Amount),
  refundable_after: z.optional(Amount),
  answered_as: z.optional(z.literal('pending')),
  reversed_at: z.optional(Instant),
  attempt: z.optional(z.int()),
  key_since: z.optional(Instant),
  reference: z.optional(textOf(255)),
  external_reference: z.optional(textOf(255)),
});
/** Archived ones are in the cell as well, and any number of refunds can have failed. */
const RefundsCell = z.array(RefundCell).check(
  z.refine((cells) => cells.filter(({ status }) => status !== 'failed').length <= mostPartialRefunds + 1, {
    error: `more than ${mostPartialRefunds + 1} of them have not failed`,
  }),
);

/** Writes a payment's refunds as JSON, oldest first; an empty cell if it has none. */
export function writeRefunds({ refunds, amount: { currency } }: Payment): string {
  const money = (minor: bigint | undefined) => (minor === undefined ? undefined : formatAmount({ minor, currency }));
  const cells = Object.values(refunds).map((refund) => ({
    id: refund.id,
    status: refund.status,
    amount: money(refund.amountMinor),
    reason: refund.reason,
    fingerprint: refund.fingerprint,
    created_at: refund.createdAt,
    settled_at: refund.settledAt,
    refunded_after: money(refund.refundedAfterMinor),
    refundable_after: money(refund.refundableAfterMinor),
    answered_as: refund.answeredAs,
    reversed_at: refund.reversedAt,
    attempt: refund.attempt || undefined,
    key_since: refund.keySince,
    reference: refund.reference,
    external_reference: refund.externalReference,
  }));
  const position = ({ created_at, id }: (typeof cells)[number]) => `${created_at}#${id}`;
  cells.sort((one, other) => (position(one) < position(other) ? -1 : 1));
  return cells.length === 0 ? '' : JSON.stringify(cells);
}

/** Reads the refunds of a row; undefined if it lists none. */
export function readRefunds(row: Row, { currency }: Money): Refund[] | undefined {
  const value = readJson(row, 'refunds');
  if (value === undefined) return undefined;
  const cells = z.safeParse(RefundsCell, value);
  if (!cells.success) {
    const [issue] = cells.error.issues;
    throw new BadValue('refunds', `${issue?.path.join('.') || 'it'} cannot be read: ${issue?.message}`);
  }
  const refunds = cells.data.map((cell) => refundOf(cell, currency));
  if (isRepeated(refunds.map(({ id }) => id))) throw new BadValue('refunds', 'an id is repeated');
  const references = refunds.flatMap(({ reference, externalReference }) => [reference, externalReference]);
  if (isRepeated(references.filter((one) => one !== undefined))) {
    throw new BadValue('refunds', 'a reference or external_reference is repeated');
  }
  return refunds;
}

const isRepeated = (texts: readonly string[]): boolean => new Set(texts).size < texts.length;

function refundOf(cell: z.output<typeof RefundCell>, currency: Money['currency']): Refund {
  const minor = (text: string) => readMinor(text, currency);
  const amountMinor = minor(cell.amount);
  withoutCardNumber('refunds', cell.reason ?? '');
  if (cell.reference !== undefined && cell.external_reference !== undefined) {
    throw new BadValue('refunds', `${cell.id} has a reference, and an external_reference as well`);
  }
  if (amountMinor <= 0n) throw new BadValue('refunds', `the amount of ${cell.id} is not positive`);
  const common = {
    id: cell.id,
    amountMinor,
    fingerprint: cell.fingerprint,
    reason: cell.reason,
    createdAt: cell.created_at,
    attempt: cell.attempt ?? 0,
    reference: cell.reference,
    externalReference: cell.external_reference,
  };
  if (cell.status === 'processing') {
    if (cell.settled_at !== undefined) throw new BadValue('refunds', `${cell.id} is processing but has a settled_at`);
    // An expired lease, so that a retry or the sweeper can take the refund over.
    return { ...common, status: cell.status, lease: { owner: importer, until: 0 }, keySince: cell.key_since };
  }
  const answer = {
    ...common,
    settledBy: importer,
    refundedAfterMinor: cell.refunded_after === undefined ? undefined : minor(cell.refunded_after),
    refundableAfterMinor: cell.refundable_after === undefined ? undefined : minor(cell.refundable_after),
  };
  if (cell.status === 'pending') return { ...answer, status: cell.status };
  const settlement = { ...answer, settledAt: moment(cell, 'settled_at'), answeredAs: cell.answered_as };
  if (cell.status !== 'reversed') return { ...settlement, status: cell.status };
  return { ...settlement, status: cell.status, reversedAt: moment(cell, 'reversed_at') };
}

function moment(cell: z.output<typeof RefundCell>, name: 'settled_at' | 'reversed_at'): string {
  const at = cell[name];
  if (at === undefined) throw new BadValue('refunds', `${cell.id} is ${cell.status} but has no ${name}`);
  return at;
}

function readMinor(text: string, currency: Money['currency']): bigint {
  try {
    return readMoney(text, currency).minor;
  } catch (error) {
    throw new BadValue('refunds', error instanceof Error ? error.message : String(error));
  }
}

/** A single refund of the whole amount, for files that do not list refunds: the original requests are unknown. */
export const refundOfAmount = (paymentId: string, amount: Money, refundedMinor: bigint, at: string): Refund => ({
  id: refundIdOfKey(paymentId, 'import', 'import'),
  status: 'completed',
  amountMinor: refundedMinor,
  fingerprint: 'imported',
  reason: undefined,
  createdAt: at,
  answeredAs: undefined,
  attempt: 0,
  settledBy: importer,
  settledAt: at,
  refundedAfterMinor: refundedMinor,
  refundableAfterMinor: amount.minor - refundedMinor,
});
