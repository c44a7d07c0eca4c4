/** The value that a share of all lies below: 0.5 is the median. NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** To so many digits behind the point. */
export const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits));

/** The median of each figure that all rounds have. */
export function medians<Name extends string>(rounds: readonly Readonly<Record<Name, number>>[], digits = 1) {
  const names = Object.keys(rounds[0] ?? {}) as Name[];
  const entries = names.map((name) => [name, rounded(median(rounds.map((round) => round[name])), digits)]);
  return Object.fromEntries(entries) as Record<Name, number>;
}
