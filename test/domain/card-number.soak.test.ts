import { describe, expect, it } from 'vitest';
import { holdsCardNumber } from '../../src/domain/card-number.ts';
import { type Random, seeded } from '../support/random.ts';

describe('other numbers pass', () => {
  it('none of a hundred thousand UUIDs is taken for a card', () => {
    const random = seeded(2);
    const refused = Array.from({ length: 100_000 }, () => uuid(random)).filter(holdsCardNumber);
    expect(refused).toEqual([]);
  });

  it.each([20, 24, 32, 40, 64])(
    'none of a hundred thousand ids of %i hexadecimal digits is taken for a card',
    (length) => {
      const { hex } = seeded(length);
      const refused = Array.from({ length: 100_000 }, () => hex(length)).filter(holdsCardNumber);
      expect(refused).toEqual([]);
    },
  );
});

const uuid = ({ hex, pick }: Random) =>
  `${hex(8)}-${hex(4)}-${pick(['4', '7', '8'])}${hex(3)}-${pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`;
