import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { noDurableUsage } from '../../bench/durable/executions.ts';
import { thisMachine } from '../../bench/report/machine.ts';
import { withSection } from '../../bench/report/marked-section.ts';
import { median, medians, quantile } from '../../bench/report/medians.ts';
import { performanceSection } from '../../bench/report/performance-section.ts';
import { savedFigures, saveFigures } from '../../bench/report/saved.ts';
import { tableMarkdown, tableText } from '../../bench/report/table.ts';

describe('a median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[10, 9, 1], 9],
    [[5], 5],
    [[100, 20, 3, 1], 20],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('of nothing is no number', () => {
    expect(median([])).toBeNaN();
  });

  it('is taken of each figure by itself', () => {
    expect(
      medians([
        { ms: 1, bytes: 30 },
        { ms: 3, bytes: 10 },
        { ms: 2, bytes: 20 },
      ]),
    ).toEqual({ ms: 2, bytes: 20 });
  });

  it('has the slowest in a hundred beside it', () => {
    expect(
      quantile(
        Array.from({ length: 100 }, (_, index) => index),
        0.99,
      ),
    ).toBe(99);
  });
});

const table = {
  title: 'T',
  columns: ['name', 'ms'],
  rows: [
    ['a', '1'],
    ['long name', '12'],
  ],
};

describe('a table', () => {
  it('has names left and figures right', () => {
    expect(tableText(table)).toBe('T\n  name       ms\n  a           1\n  long name  12\n');
  });

  it('is Markdown in documents', () => {
    expect(tableMarkdown(table)).toBe('| name | ms |\n| --- | ---: |\n| a | 1 |\n| long name | 12 |');
  });
});

describe('the figures in a document', () => {
  const marks = ['<!-- figures: npm run bench -- --docs -->', '<!-- end of figures -->'] as const;
  const page = { file: 'X.md', command: 'npm run bench -- --docs' };

  it('stand between two marks, and nothing else is touched', () => {
    const text = `before\n${marks[0]}\nold\n${marks[1]}\nafter`;
    expect(withSection(text, 'new', page)).toBe(`before\n${marks[0]}\n\nnew\n\n${marks[1]}\nafter`);
  });

  it.each([['nothing'], [marks[0]], [`${marks[1]} ${marks[0]}`]])('cannot stand in a text with %j', (text) => {
    expect(() => withSection(text, 'new', page)).toThrow('X.md lacks the lines');
  });

  it('compare a payment with the reference sample and with a durable function, calls with checkpoints', () => {
    const each = <Figures>(ours: Figures, sample: Figures, durable: Figures) => ({
      'create-payment': ours,
      'the reference sample': sample,
      'a durable function': durable,
    });
    const parts = {
      cold: { rounds: 5, functions: each({ firstCpuMs: 20 }, { firstCpuMs: 40 }, { firstCpuMs: 80 }) },
      warm: { functions: each({ cpuUs: 700 }, { cpuUs: 1_400 }, { cpuUs: 2_800 }) },
      capacity: {
        operations: {
          'keyed payment': { calls: 2, writeUnits: 3 },
          'sample: payment': { calls: 3, writeUnits: 5 },
          'durable function: payment': { calls: 1, writeUnits: 3, durable: { ...noDurableUsage, checkpoints: 3 } },
        },
      },
      http: { connections: {}, leftOut: {} },
      cost: { bills: {} },
    };
    const saved = Object.entries(parts).map(([name, figures]) => [
      name,
      { measuredAt: 'now', machine: thisMachine(), figures, tables: [] },
    ]);
    const lines = performanceSection(Object.fromEntries(saved)).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        '| medians of 5 rounds | a payment here | the reference sample |  | a durable function |  |',
        '| calls: first, replay, mismatch | 2, ,  | 3, ,  |  | 4, ,  |  |',
        '| write units of a first payment | 3 | 5 | 0.60 × | 3 | 1.00 × |',
        '| CPU of the first invocation | 20 ms | 40 ms | 0.50 × | 80 ms | 0.25 × |',
        '| CPU of a warm payment | 700 µs | 1400 µs | 0.50 × | 2800 µs | 0.25 × |',
      ]),
    );
  });

  it('must have been measured', () => {
    expect(() => performanceSection({})).toThrow('There are no figures of --cold yet: npm run bench -- --cold');
  });
});

describe('figures that are kept', () => {
  it('are those of each part when it was measured last', () => {
    const directory = mkdtempSync(join(tmpdir(), 'figures-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const file = join(directory, 'in', 'figures.json');
    const part = (figure: number) => ({ measuredAt: 'now', machine: thisMachine(), figures: { figure }, tables: [] });
    expect(savedFigures(file)).toEqual({});
    saveFigures({ cold: part(1), warm: part(2) }, file);
    saveFigures({ warm: part(3) }, file);
    expect(savedFigures(file)).toMatchObject({ cold: { figures: { figure: 1 } }, warm: { figures: { figure: 3 } } });
  });
});
