import * as z from 'zod/mini';
import { imbalanceOf, type Line } from '../domain/ledger.ts';
import { readMoney } from '../domain/money.ts';
import { hasFormOfProcessorName, processorNames } from '../domain/processor-name.ts';
import { Refusal } from '../domain/refusal.ts';
import { CurrencyText, SignedAmountText, textOf } from './fields.ts';
import { AccountName } from './ledger.ts';
import { amountNumber } from './numbers.ts';
import { read } from './read.ts';
import type { JsonObject } from './strict-json.ts';

/** An entry has two lines or more, and as many as fit one transaction with their balances. */
const mostLines = 20;

const CorrectionLine = z.strictObject({ account: AccountName, amount: SignedAmountText, currency: CurrencyText });

export const CorrectionBody = z.strictObject({
  idempotency_key: z.optional(z.string()),
  reason: textOf(500),
  resolves: z.optional(
    z.string().check(z.regex(/^(?:corrected:)?(row|entry):[\x21-\x7e]{1,200}$/, 'must be the id of a break')),
  ),
  processor: z.optional(
    z.string().check(z.refine(hasFormOfProcessorName, 'must be the name of a processor, like stripe')),
  ),
  lines: z.array(CorrectionLine).check(
    z.refine((lines: readonly unknown[]) => lines.length >= 2 && lines.length <= mostLines, {
      message: `must have 2 to ${mostLines} lines`,
    }),
  ),
});

export type CorrectionRequest = Readonly<{
  key: string | undefined;
  lines: readonly Line[];
  reason: string;
  resolves: string | undefined;
  /** Those whose reports may have the row of the break. */
  processors: readonly string[];
}>;

/** Reads a correction. Throws Refusal unless its lines sum to zero in each currency. */
export function readCorrection(body: JsonObject): CorrectionRequest {
  const { idempotency_key: key, lines, ...request } = read(CorrectionBody, body);
  const moved = lines.map(({ account, amount, currency }, index): Line => {
    const money = readMoney(amount, currency, `/lines/${index}/amount`);
    return [account, money.currency, money.minor];
  });
  const [first] = imbalanceOf(moved);
  if (first !== undefined) {
    const [currency, minor] = first;
    const off = JSON.stringify(amountNumber({ minor, currency }));
    throw new Refusal('entry_not_balanced', `the lines in ${currency} sum to ${off}, not to zero`, { field: '/lines' });
  }
  const { reason, resolves, processor } = request;
  return {
    key,
    lines: moved,
    reason,
    resolves,
    processors: processor === undefined ? processorNames : [processor],
  };
}
