import { describe, expect, it } from 'vitest';
import { pairwise } from './pairs.ts';

const options = { a: ['off', 'on'], b: ['off', 'on'], c: ['off', 'on', 'more'], d: ['off', 'on'] };
const names = ['a', 'b', 'c', 'd'] as const;
const isAllowed = (choice: Readonly<Record<string, string>>) => !(choice.a === 'on' && choice.b === 'on');

describe('pairwise', () => {
  const rows = pairwise(options, isAllowed);
  const pairs = names.flatMap((one, at) =>
    names
      .slice(at + 1)
      .flatMap((other) =>
        options[one].flatMap((value) => options[other].map((against) => [one, value, other, against] as const)),
      ),
  );

  it.each(pairs)('the rows have %s=%s with %s=%s, unless that pair is refused', (one, value, other, against) => {
    const has = rows.some((row) => row[one] === value && row[other] === against);
    expect(has).toBe(isAllowed({ [one]: value, [other]: against }));
  });

  it('there are fewer rows than combinations', () => {
    expect(rows.length).toBeLessThan(12);
  });
});
