import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { copyOfProject } from '../support/project-copy.ts';
import { type Diagnostic, runTests, typeCheck } from '../support/type-check.ts';

/** Other folders that `tsc` compiles and the tests load. */
const more = [
  'bench',
  'emulators',
  'prove',
  'test',
  'events',
  'proto',
  'third-party',
  'buf.yaml',
  'buf.gen.yaml',
  'vitest.config.ts',
];

/** An entry of a literal, or a change of the whole file, by `file: name of the declaration that the compiler names`. */
type Answers = Readonly<Record<string, string | ((text: string) => string)>>;

const copies: string[] = [];
afterAll(() => {
  for (const copy of copies) rmSync(copy, { recursive: true });
});

function newCopy(): string {
  const copy = copyOfProject({ files: more });
  copies.push(copy);
  return copy;
}

function edit(copy: string, file: string, change: (text: string) => string): void {
  const path = join(copy, file);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  expect(after, file).not.toBe(before);
  writeFileSync(path, after);
}

const declared = /^\s*(?:export )?(?:const|class|type|(?:async )?function) (\w+)/;
const nameIn = (line: string) => declared.exec(line)?.[1];

/** The declaration that an error is about: `satisfies` is reported at the end of its literal. */
function placeOf(copy: string, { file, line }: Diagnostic): string {
  const above = readFileSync(join(copy, file), 'utf8').split('\n').slice(0, line);
  return `${file}: ${above.map(nameIn).findLast((name) => name !== undefined)}`;
}

/** Adds an entry to the literal that begins at that line. */
function withEntry(lines: readonly string[], first: number, entry: string): string {
  const [opening = ''] = lines.slice(first);
  if (/\{.*\};?$/.test(opening)) return lines.with(first, opening.replace(/ \}(;?)$/, `, ${entry} }$1`)).join('\n');
  const indent = /^ */.exec(opening)?.[0] ?? '';
  const last = lines.findIndex((text, index) => index > first && new RegExp(`^${indent}[})]`).test(text));
  return lines.toSpliced(last, 0, `${indent}  ${entry},`).join('\n');
}

/**
 * Adds what the compiler says is missing, place by place, until it is content. Rejects if an error is left that no answer
 * removes, and if an answer is for a place that the compiler did not name.
 */
async function followTheCompiler(copy: string, missing: string, answers: Answers): Promise<void> {
  const open = new Map(Object.entries(answers));
  // A switch over all statuses is reported as a function that may end without a result.
  const isMissing = new RegExp(`\\b${missing}"?' is missing in type|^TS2366:`);
  for (;;) {
    const errors = await typeCheck(copy);
    if (errors.length === 0) break;
    // Other errors follow from these: what reads a table without the entry.
    const causes = errors.filter(({ message }) => isMissing.test(message));
    const named = new Map(causes.map((error) => [placeOf(copy, error), error]));
    const answered = [...named].filter(([place]) => open.has(place));
    expect(answered, `places without an answer: ${JSON.stringify([...named.keys(), ...errors], null, 1)}`).not.toEqual(
      [],
    );
    for (const [place, { file }] of answered) {
      const answer = open.get(place) ?? '';
      open.delete(place);
      edit(copy, file, typeof answer === 'string' ? entryAdded(place, answer) : answer);
    }
  }
  expect([...open.keys()], 'places that the compiler did not name').toEqual([]);
}

/** By name, because an earlier answer may have moved the lines of the file. */
const entryAdded = (place: string, entry: string) => (text: string) => {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => nameIn(line) === place.split(': ').at(-1));
  return withEntry(lines, first, entry);
};

describe('what the compiler reports is all there is to change', () => {
  it('for a new status of payments', async () => {
    const copy = newCopy();
    edit(copy, 'src/domain/status.ts', (text) =>
      text.replace("'cancelled'] as const", "'cancelled', 'pending_review'] as const"),
    );
    await followTheCompiler(copy, 'pending_review', {
      'src/domain/status.ts: mayBecome': "pending_review: ['completed', 'failed', 'authorized']",
      'src/domain/status.ts: decided': 'pending_review: false',
      'src/domain/status.ts: claimOn': "pending_review: 'being paid'",
      'src/domain/payment.ts: PaymentsByStatus': (text) =>
        text.replace(
          '  processing: Readonly',
          '  pending_review: Readonly<{ lease: Lease; fencing: boolean }>;\n  processing: Readonly',
        ),
      'src/commands/reconcile.ts: reconcile': (text) =>
        text.replace("    case 'processing':", "    case 'processing':\n    case 'pending_review':"),
      'src/domain/key-fate.ts: ofPayment': "pending_review: 'in_progress'",
      'src/projections/events.ts: kindOfStatus': 'pending_review: undefined',
      'src/store/payment-state-item.ts: states':
        "pending_review: (item) => ({ ...states.processing(item), status: 'pending_review' })",
      'src/store/payments.ts: undecided': "':pending_review': 'pending_review'",
      'src/contracts/payments.ts: statusNames': "pending_review: 'PENDING'",
      'src/contracts/orders.ts: statusNames': "pending_review: 'PENDING'",
      'src/contracts/customers.ts: statusNames': "pending_review: 'processing'",
      'src/contracts/services.ts: statusNames': "pending_review: 'PENDING'",
      'prove/simulation/rows.ts: standings': "pending_review: 'in_progress'",
      'test/support/payments.ts: paymentIn':
        "pending_review: () => ({ ...processingPayment(), status: 'pending_review' })",
      'test/domain/claim.test.ts: decided': 'pending_review: false',
      'test/domain/payment.test.ts: steps': "pending_review: ['completed', 'failed', 'authorized']",
      'test/domain/status.test.ts: meanings': "pending_review: [false, 'being paid']",
    });
    await runTests(copy, [
      '--project=unit',
      'test/domain',
      'test/contracts',
      'test/projections',
      'test/store',
      'test/commands',
      'test/openapi',
      'test/tools/payment-row.test.ts',
    ]);
  });

  it('for a new table', async () => {
    const copy = newCopy();
    edit(copy, 'lib/table-definitions.ts', (text) =>
      text.replace("'webhooks'] as const", "'webhooks', 'disputes'] as const"),
    );
    await followTheCompiler(copy, 'disputes', {
      'lib/table-definitions.ts: tableDefinitions':
        "disputes: { hasSortKey: false, indexes: { 'by-time': 'time_shard' }, isBackedUp: true, throttlingAlarm: 'table' }",
      'lib/table-name.ts: stageTables': "disputes: physicalName(stage, 'disputes')",
      'lib/tables.ts: Tables': (text) =>
        text
          .replace('  readonly users: Table;', '  readonly users: Table;\n  readonly disputes: Table;')
          .replace(
            '    this.projections = ',
            "    this.disputes = this.table('Disputes', 'disputes', stage);\n    this.projections = ",
          ),
      'test/lib/function-permissions.test.ts: indexes': "disputes: ['/index/by-time']",
      'test/lib/storage-stack.test.ts: pinnedIds': "disputes: 'TablesDisputes5E236B69'",
      'test/tools/backfill-events.test.ts: tables': "disputes: 'disputes'",
      'test/tools/seeding.test.ts: tables': "disputes: 'disputes'",
    });
    await runTests(copy, [
      '--project=template',
      'test/lib/storage-stack.test.ts',
      'test/lib/function-permissions.test.ts',
    ]);
    await runTests(copy, ['--project=unit', 'test/tools/seeding.test.ts', 'test/tools/target.test.ts']);
  });
});
