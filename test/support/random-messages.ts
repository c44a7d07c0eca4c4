import type { MessageTable } from '../../src/contracts/message.ts';
import type { Random } from './random.ts';

type Values = Record<string, unknown>;

const texts = [
  '',
  'a',
  'USD',
  '10.00',
  'né ✓ 漢字 🎉',
  '\u0000\u0001\u007f',
  '\uFEFFmark',
  '"\\/\b',
  ' ',
  'x'.repeat(200),
];
const wholes = [0n, 1n, -1n, 1250n, 127n, 128n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n), -(2n ** 31n)];
const moments = ['2026-11-21T12:00:00.123Z', '1969-12-31T23:59:59.999Z', '2026-11-21T12:00:00.000Z'];

/** A message with something in most of its fields. */
export function randomMessage(table: MessageTable, random: Random): Values {
  const entries = Object.entries(table).map(([name, [, kind]]) => [name, randomValue(kind, random)]);
  return Object.fromEntries(entries);
}

function randomValue(kind: string, random: Random): unknown {
  if (kind === 'string') return random.pick(texts);
  if (kind === 'int64') return random.pick(wholes);
  if (kind === 'time') return random.pick(moments);
  const names = ['a', 'note', '', 'né', 'A-1'].slice(0, random.whole(6));
  return Object.fromEntries(names.map((name) => [name, random.pick(texts)]));
}
