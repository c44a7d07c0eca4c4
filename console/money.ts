/** An amount of the API: decimal digits, never a double. */
export type MoneyText = Readonly<{ amount: string; currency: string }>;

type Scaled = Readonly<{ units: bigint; decimals: number }>;

function scaled(text: string): Scaled {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  return { units: BigInt(`${sign}${whole}${fraction}`), decimals: fraction.length };
}

function plain({ units, decimals }: Scaled): string {
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? '' : `.${digits.slice(-decimals)}`;
  return `${units < 0n ? '-' : ''}${whole}${fraction}`;
}

/** Exact sum of decimals. It has as many decimals as the most precise of them. */
export function sumOf(amounts: readonly string[]): string {
  const parts = amounts.map(scaled);
  const decimals = Math.max(0, ...parts.map((part) => part.decimals));
  const units = parts.reduce((sum, part) => sum + part.units * 10n ** BigInt(decimals - part.decimals), 0n);
  return plain({ units, decimals });
}

/** Sums by currency, in alphabetical order. */
export function totalsOf(all: readonly MoneyText[]): readonly MoneyText[] {
  const byCurrency = Map.groupBy(all, ({ currency }) => currency);
  return [...byCurrency]
    .map(([currency, money]) => ({ currency, amount: sumOf(money.map(({ amount }) => amount)) }))
    .sort((one, other) => (one.currency < other.currency ? -1 : 1));
}

export const isZero = (amount: string): boolean => scaled(amount).units === 0n;

/** Negative, zero or positive, as for `sort`. */
export const compareAmounts = (one: string, other: string): number =>
  Number(scaled(sumOf([one, negated(other)])).units);

export const negated = (amount: string): string =>
  isZero(amount) ? amount : amount.startsWith('-') ? amount.slice(1) : `-${amount}`;

/** With a comma between thousands, and a minus sign of the width of a digit: `-1234.50` is `−1,234.50`. */
export function groupedAmount(amount: string): string {
  const [whole = '', fraction] = amount.replace('-', '−').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Refuses what is no positive decimal, before a request is made. Empty would stand for all that remains: too easily sent by mistake. */
export function amountProblem(text: string, most: string): string | undefined {
  if (!/^\d{1,15}(\.\d+)?$/.test(text) || isZero(text)) return 'Write an amount like 5.25.';
  return compareAmounts(text, most) > 0 ? `At most ${groupedAmount(most)} is left.` : undefined;
}
