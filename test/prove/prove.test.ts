import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readOptions } from '../../prove/options.ts';
import { pageOf } from '../../prove/page.ts';
import { ProofProgress } from '../../prove/progress.ts';
import { proofSection, rewriteProof } from '../../prove/proof-section.ts';
import { failuresIn, type Report } from '../../prove/report.ts';
import { invariants } from '../../prove/simulation/invariants.ts';
import { rivalTable, summaryOf } from '../../prove/summary.ts';
import { addTally, emptyTally, type Tally } from '../../prove/tally.ts';

const tally = (but: Partial<Tally> = {}): Tally => ({ ...emptyTally(), seeds: 10, invocations: 300, ...but });
const violated = tally({
  violatedSeeds: 1,
  firstViolatedSeed: 7,
  violated: { 'one charge': 1 },
  witnesses: [{ seed: 7, invariant: 'one charge', what: '<key k1>, 2 times' }],
});

const reportOf = (but: Partial<Report> = {}): Report => ({
  commit: '0123abc',
  machine: 'a machine',
  at: '2026-11-21T12:00:00.000Z',
  firstSeed: 1,
  subject: '',
  invariants,
  runs: { ...tally({ faults: { 'store: throttled': 4 } }), seconds: 2 },
  search: {
    faults: 1,
    clients: 2,
    seconds: 1,
    found: [{ scenario: 'one key, twice', schedules: 214, runs: 140, states: 373, violation: undefined }],
  },
  mutants: [{ name: 'no-hold', what: 'nobody asks', seed: 3, invariants: ['one live payment'] }],
  rivals: [
    { name: 'middy', what: 'a rival', seeds: 1_000, violatedSeeds: 608, firstSeed: 1, violated: { 'one charge': 432 } },
    { name: 'ours', what: 'this', seeds: 1_000, violatedSeeds: 0, firstSeed: undefined, violated: {} },
  ],
  ...but,
});

describe('a report', () => {
  it('of which everything held has no failures', () => {
    expect(failuresIn(reportOf())).toEqual([]);
    expect(summaryOf(reportOf())).toContain('Everything held.');
  });

  it.each<[string, Partial<Report>, string]>([
    [
      'a run',
      { subject: ' --mutant no-hold', runs: { ...violated, seconds: 1 } },
      'npm run prove -- --seed 7 --mutant no-hold',
    ],
    [
      'a mutant',
      { mutants: [{ name: 'no-hold', what: '', seed: undefined, invariants: [] }] },
      'no-hold was not found out',
    ],
    [
      'an order of steps',
      {
        search: {
          faults: 1,
          clients: 2,
          seconds: 1,
          found: [
            {
              scenario: 'one key, twice',
              schedules: 1,
              runs: 1,
              states: 1,
              violation: { schedule: ['#1: Put'], violations: [{ invariant: 'one charge', what: 'twice', atMs: 0 }] },
            },
          ],
        },
      },
      'one key, twice: one charge: twice\n    #1: Put',
    ],
    [
      'the service beside its rivals',
      {
        rivals: [
          { name: 'ours', what: 'this', seeds: 9, violatedSeeds: 1, firstSeed: 4, violated: { 'one charge': 1 } },
        ],
      },
      'npm run prove -- --rival ours --seed 4',
    ],
  ])('tells of %s that did not hold, and how to see it', (_what, but, told) => {
    expect(failuresIn(reportOf(but))).toEqual([expect.stringContaining(told)]);
    expect(summaryOf(reportOf(but))).toContain('What did not hold:');
    expect(pageOf(reportOf(but))).toContain('did not hold');
  });

  it('is a page that loads nothing, and shows what was found as text', () => {
    const page = pageOf(reportOf({ runs: { ...violated, seconds: 1 } }));
    expect(page).not.toMatch(/https?:|<script|<link|@import|url\(/);
    expect(page).toContain('&lt;key k1&gt;, 2 times');
    expect(page).toContain('<code>no-hold</code>');
  });

  it('compares rivals in a Markdown table', () => {
    expect(
      rivalTable(reportOf().rivals ?? [])
        .split('\n')
        .slice(2),
    ).toEqual(['| a rival | 1,000 | 608 (60.8 %) | 1 | one charge 432 |', '| this | 1,000 | 0 (0.0 %) | – | – |']);
  });
});

describe('the figures in docs/proof.md', () => {
  it('are those of a whole report in which everything held', () => {
    expect(proofSection(reportOf()).split('\n')).toEqual(
      expect.arrayContaining([
        '| runs | 10 (seeds 1 to 10) |',
        '| invocations; faults | 300; 4 |',
        `| invariants violated | 0 of ${Object.keys(invariants).length} |`,
        '| schedules of 2 clients with up to 1 faults | 214, none violated |',
        '| mutants found | all 1, each within 3 runs |',
        '| a rival | 1,000 | 608 (60.8 %) | 1 | one charge 432 |',
        'Run 2026-11-21 at commit `0123abc`: a machine.',
      ]),
    );
  });

  it.each<[string, Partial<Report>, string]>([
    ['without rivals', { rivals: undefined }, 'of a part of the proof'],
    ['of a mutant', { subject: ' --mutant no-hold' }, 'of a part of the proof'],
    ['in which an invariant was violated', { runs: { ...violated, seconds: 1 } }, 'Not everything held'],
  ])('are not written from a report %s', (_what, but, why) => {
    expect(() => proofSection(reportOf(but))).toThrow(why);
  });

  it('replace the old figures and nothing else of the page', () => {
    const directory = mkdtempSync(join(tmpdir(), 'proof-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    mkdirSync(join(directory, 'docs'));
    const [page, report] = [join(directory, 'docs', 'proof.md'), join(directory, 'report.json')];
    const [begin, end] = ['<!-- figures: npm run prove -- --docs -->', '<!-- end of figures -->'];
    writeFileSync(page, `before\n${begin}\nold\n${end}\nafter`);
    writeFileSync(report, JSON.stringify(reportOf()));
    expect(rewriteProof(report, directory)).toBe('Rewritten: docs/proof.md');
    expect(readFileSync(page, 'utf8')).toBe(`before\n${begin}\n\n${proofSection(reportOf())}\n\n${end}\nafter`);
  });
});

describe('a tally', () => {
  it('of two pieces is their sum, with the earliest seeds that show something', () => {
    const total = tally({ faults: { a: 1 } });
    addTally(total, tally({ ...violated, faults: { a: 2, b: 3 } }));
    addTally(total, { ...violated, firstViolatedSeed: 5 });
    expect(total).toMatchObject({
      seeds: 30,
      violatedSeeds: 2,
      firstViolatedSeed: 5,
      faults: { a: 3, b: 3 },
      violated: { 'one charge': 2 },
    });
    expect(total.witnesses).toHaveLength(2);
  });
});

describe('progress', () => {
  it('says how far it is, how fast, and how long it still takes', () => {
    const written: string[] = [];
    let now = 0;
    const progress = new ProofProgress(
      'runs',
      100,
      { write: (text: string) => written.push(text) > 0, isTTY: false },
      () => now,
    );
    now = 10_000;
    progress.add(50);
    progress.add(1);
    now = 20_000;
    progress.add(49);
    expect(progress.end()).toBe(20);
    expect(written[0]).toBe('runs: 50 of 100, 5 a second, 10 s left\n');
    expect(written).toHaveLength(3);
  });
});

describe('the command line', () => {
  it.each([
    [['--seeds', 'many'], '--seeds many: give a whole number from 1'],
    [['--clients', '9'], 'from 2 to 3'],
    [['--mutant', 'a', '--rival', 'b'], 'a rival has no mutants'],
    [['--sedes', '1'], 'There is no option --sedes. Did you mean --seeds?'],
  ])('refuses %s', (args, why) => {
    expect(() => readOptions(args)).toThrow(why);
  });

  it('knows what to do if nothing is said', () => {
    expect(readOptions([])).toMatchObject({
      seeds: 3_000,
      firstSeed: 1,
      faults: 2,
      clients: 2,
      mutants: true,
      rivals: true,
    });
    expect(readOptions(['--mutant', 'no-hold'])).toMatchObject({ seeds: 1_000, mutant: 'no-hold' });
  });
});
