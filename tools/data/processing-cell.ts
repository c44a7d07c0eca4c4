import * as z from 'zod/mini';
import type { Money } from '../../src/domain/money.ts';
import type { Waiting } from '../../src/domain/outcome.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { InstructionsItem, instructionsItem, instructionsOf } from '../../src/store/instructions-item.ts';
import { outcomeItem, PendingOutcome } from '../../src/store/outcome-item.ts';
import { readJson } from './cells.ts';
import { BadValue, type Row } from './payment-columns.ts';
import { DisputesCell, FeeCell, Instant, readDisputes, writeDisputes, writeMoney } from './taken-cells.ts';

const Text = z.string().check(z.regex(/^[\x21-\x7e]{0,255}$/));

/** State of a payment's processing that has no column of its own. */
const ProcessingCell = z.strictObject({
  intent: z.optional(z.strictObject({ processor: Text, account: Text, id: Text })),
  instructions: z.optional(InstructionsItem),
  keyless: z.optional(z.literal(true)),
  may_ask_customer: z.optional(z.literal(true)),
  raw_code: z.optional(Text),
  expired_at: z.optional(Instant),
  due_at: z.optional(Instant),
  redacted_at: z.optional(Instant),
  polls: z.optional(z.int()),
  closing_minor: z.optional(z.string().check(z.regex(/^[1-9]\d{0,17}$/))),
  first_answer: z.optional(PendingOutcome),
  charged_at_once: z.optional(z.literal(true)),
  fee: z.optional(FeeCell),
  disputes: z.optional(DisputesCell),
});

type ProcessingFields = Pick<
  Payment,
  'intent' | 'instructions' | 'keyless' | 'mayAskCustomer' | 'redactedAt' | 'disputes'
> &
  Readonly<{
    rawCode: string | undefined;
    expiredAt: string | undefined;
    dueAt: string | undefined;
    polls: number;
    closingMinor: bigint | undefined;
    waiting: Waiting | undefined;
    /** It was to be authorized first, and the processor had captured it when it was first seen. */
    chargedAtOnce: boolean;
    fee: Money | undefined;
  }>;

/** JSON; empty for a payment without any of it. */
export function writeProcessing(payment: Payment): string {
  const { outcome, decision, closingMinor } = payment;
  const cell = {
    intent: payment.intent && {
      processor: payment.intent.processor,
      account: payment.intent.account,
      id: payment.intent.id,
    },
    instructions: instructionsItem(payment.instructions),
    keyless: payment.keyless || undefined,
    may_ask_customer: payment.mayAskCustomer || undefined,
    raw_code: decision?.status === 'failed' ? decision.rawCode : undefined,
    expired_at: payment.expiredAt,
    due_at: payment.dueAt,
    redacted_at: payment.redactedAt,
    polls: payment.polls || undefined,
    closing_minor: closingMinor === undefined ? undefined : String(closingMinor),
    first_answer: decision && outcome.status === 'pending' ? outcomeItem(outcome) : undefined,
    charged_at_once: (payment.captureLater && decision?.status === 'completed') || undefined,
    fee: payment.fee && writeMoney(payment.fee),
    disputes: writeDisputes(payment.disputes),
  };
  const text = JSON.stringify(cell);
  return text === '{}' ? '' : text;
}

export function readProcessing(row: Row): ProcessingFields {
  const read = z.safeParse(ProcessingCell, readJson(row, 'processing') ?? {});
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new BadValue('processing', `${issue?.path.join('.') || 'it'} is not valid: ${issue?.message}`);
  }
  const cell = read.data;
  return {
    intent: cell.intent,
    instructions: instructionsOf(cell.instructions),
    keyless: cell.keyless === true,
    mayAskCustomer: cell.may_ask_customer === true,
    rawCode: cell.raw_code,
    expiredAt: cell.expired_at,
    dueAt: cell.due_at,
    redactedAt: cell.redacted_at,
    polls: cell.polls ?? 0,
    closingMinor: cell.closing_minor === undefined ? undefined : BigInt(cell.closing_minor),
    waiting: cell.first_answer?.outcome,
    chargedAtOnce: cell.charged_at_once === true,
    fee: cell.fee,
    disputes: readDisputes(cell.disputes),
  };
}
