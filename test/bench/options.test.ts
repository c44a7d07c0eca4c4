import { describe, expect, it } from 'vitest';
import { help, optionsFrom } from '../../bench/options.ts';
import { parts } from '../../bench/parts/parts.ts';

const names = parts.map(({ name }) => name);

describe('the options of npm run bench', () => {
  it('ask for every part if they name none', () => {
    expect(optionsFrom([])).toMatchObject({ parts: names, rounds: 9, seconds: 3, most: 100_000, docs: false });
  });

  it('ask for parts in the order in which they are measured, not in which they are named', () => {
    expect(optionsFrom(['--cost', '--cold']).parts).toEqual(['cold', 'cost']);
  });

  it.each([
    [['--rounds', '0'], '--rounds 0 is not a whole number from 1 to 1000.'],
    [['--most', '1e6'], '--most 1e6 is not a whole number from 1 to 10000000.'],
    [['--seconds', 'many'], '--seconds many is not a whole number from 1 to 600.'],
    [['--hot'], 'There is no option --hot.'],
  ])('refuse %j', (args, message) => {
    expect(() => optionsFrom(args)).toThrow(message);
  });

  it.each(names)('explain --%s', (name) => {
    expect(help).toContain(`--${name} `);
  });
});
