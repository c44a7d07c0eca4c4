import { describe, expect, it } from 'vitest';
import { amountProblem, compareAmounts, groupedAmount, negated, sumOf, totalsOf } from '../../console/money.ts';

describe('money of the console', () => {
  it.each([
    [[], '0'],
    [['25.00'], '25.00'],
    [['0.10', '0.20'], '0.30'],
    [['1', '0.005'], '1.005'],
    [['5.00', '-5.00'], '0.00'],
    [['0.01', '-0.02'], '-0.01'],
    [['9007199254740993.01', '0.01'], '9007199254740993.02'],
  ])('the sum of %j is %s', (amounts, sum) => expect(sumOf(amounts)).toBe(sum));

  it('currencies are not added to each other', () => {
    const money = [
      { amount: '1.00', currency: 'USD' },
      { amount: '500', currency: 'JPY' },
      { amount: '2.50', currency: 'USD' },
    ];
    expect(totalsOf(money)).toEqual([
      { amount: '500', currency: 'JPY' },
      { amount: '3.50', currency: 'USD' },
    ]);
  });

  it.each([
    ['0.00', '0.00'],
    ['999.99', '999.99'],
    ['1234567.89', '1,234,567.89'],
    ['-1000', '−1,000'],
  ])('%s is shown as %s', (amount, shown) => expect(groupedAmount(amount)).toBe(shown));

  it.each([
    ['0.00', '0.00'],
    ['5.25', '-5.25'],
    ['-5.25', '5.25'],
  ])('%s with the other sign is %s', (amount, other) => expect(negated(amount)).toBe(other));

  it('amounts are compared by value, not as text', () => {
    expect(['10.00', '9.5', '9.50', '0'].toSorted(compareAmounts)).toEqual(['0', '9.5', '9.50', '10.00']);
  });

  it.each([
    ['5.25', undefined],
    ['19.75', undefined],
    ['19.76', 'At most 19.75 is left.'],
    ['0.00', 'Write an amount like 5.25.'],
    ['', 'Write an amount like 5.25.'],
    ['-1', 'Write an amount like 5.25.'],
    ['1,5', 'Write an amount like 5.25.'],
    ['1e3', 'Write an amount like 5.25.'],
  ])('an amount of %j of 19.75: %s', (text, problem) => expect(amountProblem(text, '19.75')).toBe(problem));
});
