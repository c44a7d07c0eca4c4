import { describe, expect, it } from 'vitest';
import { proportionalKb } from '../../bench/load/memory.ts';

const rollup = `55d0c0000000-7ffd00000000 ---p 00000000 00:00 0    [rollup]
Rss:               71234 kB
Pss:               26001 kB
Pss_Dirty:         20000 kB
`;

describe('the memory of a process', () => {
  it('the memory of a process is its proportional set size', () => {
    expect(proportionalKb(7, (file) => (file === '/proc/7/smaps_rollup' ? rollup : ''))).toBe(26_001);
  });

  it.each([
    ['does not say it', () => ''],
    [
      'has no such process',
      () => {
        throw new Error('ENOENT');
      },
    ],
  ])('the memory of a process is unknown if the system %s', (_what, read) => {
    expect(proportionalKb(7, read)).toBeUndefined();
  });
});
