import { describe, expect, it } from 'vitest';
import { progress } from '../../tools/data/progress.ts';

function screenOf(isTTY: boolean) {
  const written: string[] = [];
  return { written, screen: { isTTY, write: (text: string) => written.push(text) } };
}

describe('the progress of a long operation', () => {
  it('is a moving bar on a terminal, drawn at most ten times a second', () => {
    const { written, screen } = screenOf(true);
    let now = 0;
    const shown = progress('payments', { screen, now: () => now });
    for (let done = 0; done <= 100; done++) {
      now += 20;
      shown.show(done / 100, done * 100);
    }
    shown.end();
    expect(written.length).toBeLessThanOrEqual(23);
    expect(written[0]).toBe(`\r[${'.'.repeat(30)}]   0 % 0 payments, 0 a second\x1b[K`);
    expect(written.at(-2)).toBe(`\r[${'#'.repeat(30)}] 100 % 10,000 payments, 4,950 a second\x1b[K`);
    expect(written.at(-1)).toBe('\n');
  });

  it('is a line for every tenth without a terminal', () => {
    const { written, screen } = screenOf(false);
    const shown = progress('payments', { screen });
    for (let done = 0; done <= 1_000; done++) shown.show(done / 1_000, done);
    shown.end();
    expect(written).toHaveLength(10);
    expect(written[0]).toBe(' 10 %  100 payments\n');
  });

  it('is a line for every ten thousand if the total is unknown', () => {
    const { written, screen } = screenOf(false);
    const shown = progress('items', { screen });
    for (let count = 1; count <= 25_000; count++) shown.show(undefined, count);
    expect(written).toEqual(['10,000 items\n', '20,000 items\n']);
  });

  it('is not shown to programs', () => {
    const { written, screen } = screenOf(true);
    const shown = progress('items', { quiet: true, screen });
    shown.show(1, 1);
    shown.end();
    expect(written).toEqual([]);
  });
});
