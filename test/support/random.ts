/** Random values that are the same in every run (mulberry32), so that a failure can be seen again. */
export type Random = Readonly<{
  /** A whole number from 0 up to `below`. */
  whole: (below: number) => number;
  digits: (count: number) => string;
  hex: (count: number) => string;
  pick: <Value>(values: readonly Value[]) => Value;
}>;

export function seeded(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (below: number) => Math.floor(next() * below);
  const text = (alphabet: string, count: number) =>
    Array.from({ length: count }, () => alphabet[whole(alphabet.length)]);
  return {
    whole,
    digits: (count) => text('0123456789', count).join(''),
    hex: (count) => text('0123456789abcdef', count).join(''),
    pick: (values) => {
      const value = values[whole(values.length)];
      if (value === undefined) throw new RangeError('nothing to pick from');
      return value;
    },
  };
}
