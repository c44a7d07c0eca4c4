/** The value below which a share of all values lies; 0.5 is the median. NaN if there are no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Rounds to a number of decimal places. */
export const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits));

/** The median of each figure over all rounds. */
export function medians<Name extends string>(rounds: readonly Readonly<Record<Name, number>>[], digits = 1) {
  const names = Object.keys(rounds[0] ?? {}) as Name[];
  const entries = names.map((name) => [name, rounded(median(rounds.map((round) => round[name])), digits)]);
  return Object.fromEntries(entries) as Record<Name, number>;
}
