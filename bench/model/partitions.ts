/**
 * Units that partitions take of an amount which hashes spread over them. Each can take 1,000 a second, and some get more than
 * their share: the part above the limit is that of a normal distribution, as the sum of many small writes has it.
 */
export function takenByPartitions(units: number, partitions: number, limit: number): number {
  if (units === 0) return 0;
  const share = units / partitions;
  const deviation = Math.sqrt(share * (1 - 1 / partitions));
  return units - partitions * expectedAbove(share, deviation, limit);
}

/** Expected amount above a limit. */
function expectedAbove(mean: number, deviation: number, limit: number): number {
  if (deviation === 0) return Math.max(0, mean - limit);
  const z = (mean - limit) / deviation;
  return Math.max(0, mean - limit, (mean - limit) * cumulative(z) + deviation * density(z));
}

const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** The standard normal distribution, by its logistic approximation: wrong by less than 0.0002. */
const cumulative = (z: number): number => 1 / (1 + Math.exp(-1.5976 * z - 0.070565992 * z ** 3));
