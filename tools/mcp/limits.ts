import { minorUnits } from '../../client/amounts.ts';
import { CommandRefusal } from '../../hermetic/process/command.ts';

/** The largest amount of one payment or refund, by currency. */
export type Limits = ReadonlyMap<string, string>;

/** Reads limits such as `EUR=100.00`. Throws Refusal. */
export function readLimits(given: readonly string[]): Limits {
  return new Map(
    given.map((text) => {
      const [currency = '', amount = ''] = text.split('=');
      if (!isAmount(amount, currency)) {
        throw new CommandRefusal(`--limit ${text} is not a currency and an amount: --limit EUR=100.00.`);
      }
      return [currency, amount] as const;
    }),
  );
}

/** The reason why an amount is over its limit, for the agent to read; undefined if it is not. */
export function overLimit(limits: Limits, amount: string, currency: string): string | undefined {
  const limit = limits.get(currency);
  const known = [...limits].map(([code, most]) => `${most} ${code}`).join(', ');
  if (limit === undefined) return `Nothing was done: this server moves no ${currency}. Its limits are ${known}.`;
  // A malformed amount is for the service to refuse, which says why.
  if (!isAmount(amount, currency) || minorUnits(amount, currency) <= minorUnits(limit, currency)) return undefined;
  return `Nothing was done: ${amount} ${currency} is over the limit of this server, ${limit} ${currency}. Ask the person you work for; do not split the amount.`;
}

function isAmount(amount: string, currency: string): boolean {
  try {
    return minorUnits(amount, currency) > 0n;
  } catch {
    return false;
  }
}
