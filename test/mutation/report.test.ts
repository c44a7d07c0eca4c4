import { expect, it } from 'vitest';
import type { Mutant, MutationEvent } from './mutants.ts';
import { judged, reportOf, reportText } from './report.ts';

const mutant = (id: string, but: Partial<Mutant> = {}): Mutant => ({
  id,
  file: 'src/domain/a.ts',
  line: 1,
  column: 1,
  mutator: 'StringLiteral',
  code: 'const a = 1;',
  original: '1',
  replacement: id,
  ...but,
});
const events: readonly MutationEvent[] = [
  { event: 'loaded', mutants: ['1', '7'] },
  { event: 'covered', test: 't', cpuMs: 1, mutants: { 1: 1, 2: 1, 3: 1, 4: 1, 5: 1 } },
  { event: 'killed', test: 't', mutant: '1', how: 'failed' },
  { event: 'killed', test: 't', mutant: '2', how: 'timed out' },
  { event: 'killed', test: 'u', mutant: '3', how: 'failed' },
  { event: 'unrepeatable', test: 'u', message: 'fails without a mutant' },
];
const equivalent = { file: 'src/domain/a.ts', line: 'const a = 1;', original: '1', replacement: '4', reason: 'same' };
const outdated = { ...equivalent, replacement: '1' };
const result = judged(
  '1234567'.split('').map((id) => mutant(id)),
  events,
  [equivalent, outdated],
);

it('a mutant is judged by what the tests that can be repeated made of it', () => {
  expect(result.mutants.map(({ status }) => status)).toEqual([
    'killed',
    'timed out',
    'survived',
    'equivalent',
    'survived',
    'no test',
    'at load',
  ]);
  expect(result.unrepeatable).toEqual(['u']);
});

it('an equivalent mutant that was killed after all is reported', () => {
  expect(result.outdatedEquivalents).toEqual([outdated]);
});

it('the score is of the mutants that were tried, with and without the equivalent ones', () => {
  const report = reportOf(result, ['src/domain', 'src/contracts']);
  expect(report.scores.map(({ name }) => name)).toEqual(['all', 'src/domain/', 'src/domain/a.ts']);
  expect(report.scores[0]).toMatchObject({ mutants: 7, atLoad: 1, score: 33.3, scoreWithoutEquivalents: 40 });
  expect(reportText(report)).toContain('src/domain/a.ts:1:1 no test: 1 → 6');
});
