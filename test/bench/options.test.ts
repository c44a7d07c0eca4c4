import { describe, expect, it } from 'vitest';
import { help, optionsFrom } from '../../bench/options.ts';
import { parts, partsToMeasure } from '../../bench/parts/parts.ts';

const names = parts.map(({ name }) => name);

describe('the options of npm run bench', () => {
  it('without a part, all parts are measured', () => {
    expect(optionsFrom([])).toMatchObject({ parts: names, rounds: 9, seconds: 3, most: 100_000, docs: false });
  });

  it('parts are measured in their fixed order', () => {
    expect(optionsFrom(['--cost', '--cold']).parts).toEqual(['cold', 'cost']);
  });

  it.each([
    [['--rounds', '0'], '--rounds 0 is not a whole number from 1 to 1000.'],
    [['--most', '1e6'], '--most 1e6 is not a whole number from 1 to 10000000.'],
    [['--rate', '0'], '--rate 0 is not a whole number from 1 to 100000.'],
    [['--seconds', 'many'], '--seconds many is not a whole number from 1 to 600.'],
    [['--hot'], 'There is no option --hot.'],
  ])('options %j are refused', (args, message) => {
    expect(() => optionsFrom(args)).toThrow(message);
  });

  it.each([
    [[], ['cold', 'warm', 'capacity', 'cost']],
    [['cold', 'warm', 'capacity'], ['cost']],
  ])('with figures of %j, --cost measures %j', (measured, expected) => {
    expect(partsToMeasure(['cost'], (part) => measured.includes(part)).map(({ name }) => name)).toEqual(expected);
  });

  it.each(names)('the help explains --%s', (name) => {
    expect(help).toContain(`--${name} `);
  });
});
