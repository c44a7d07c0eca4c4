import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttributeValue, type DynamoDBClient, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stageTables } from '../../lib/table-name.ts';
import { allColumns } from '../../tools/data/payment-columns.ts';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import { clientOf } from '../hermetic/test-tables.ts';
import { type ProgramResult, root, run } from './program.ts';

const work = mkdtempSync(join(tmpdir(), 'data-'));
const tables = stageTables('local');
const header = 'payment_id,trip_id,amount,method,status,reference,created_at';
let environment: Environment;
let client: DynamoDBClient;
let url: string;
beforeAll(async () => {
  environment = await startEnvironment({ ports: [0], seed: false });
  client = clientOf({ endpoint: environment.dynamodbEndpoint });
  url = String(environment.urls[0]);
});
beforeEach(() => tool('reset'));
afterAll(async () => {
  client.destroy();
  await environment.stop();
  rmSync(work, { recursive: true });
});

const tool = (name: string, ...args: string[]): Promise<ProgramResult> =>
  run(`tools/${name}.ts`, ['--url', url, ...args]);

async function outcomeOf(ended: Promise<ProgramResult>): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await ended;
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

/** Every item of a table in DynamoDB's JSON, by key. */
async function itemsOf(table: keyof typeof tables): Promise<Map<string, Record<string, AttributeValue>>> {
  const items = new Map();
  for await (const { Items = [] } of paginateScan({ client }, { TableName: tables[table] })) {
    for (const item of Items) items.set(`${item.id?.S} ${item.sort?.S ?? ''}`, item);
  }
  return items;
}

/** All items, once the stream's consumers have caught up. */
async function allItems() {
  await environment.caughtUp();
  return Object.fromEntries(
    await Promise.all(
      (Object.keys(tables) as (keyof typeof tables)[]).map(async (table) => [table, await itemsOf(table)] as const),
    ),
  );
}

function fileOf(name: string, rows: readonly string[], columns = header): string {
  const path = join(work, name);
  writeFileSync(path, `${[columns, ...rows].join('\n')}\n`);
  return path;
}

const intentCell = (id: string) =>
  `"${JSON.stringify({ intent: { processor: 'stripe', account: 'own', id } }).replaceAll('"', '""')}"`;

const row = (id: number, trip: string | number = `t-${id}`) =>
  `${id},${trip},${id}.50,CARD,SUCCESS,PAY-${id},2025-06-01T00:00:00Z`;

describe('npm run import', () => {
  it('shows its progress, and its throughput at the end', async () => {
    const { code, stdout, stderr } = await tool('import', fileOf('few.csv', [row(1), row(2), row(3)]));
    expect(code).toBe(0);
    expect(stderr).toContain('100 %  3 payments');
    expect(stdout).toMatch(/3 imported, 0 existed already, 0 bad\. [\d.]+ s, [\d,]+ a second, \d+ MB at most\.\n$/);
  });

  it('makes imported payments available in the API', async () => {
    await tool('import', fileOf('one.csv', [row(7, 1_007)]));
    const listed = await fetch(`${url}/v1/payments?trip_id=1007`);
    expect(await listed.json()).toMatchObject({
      count: 1,
      payments: [{ payment_id: 7, amount: 7.5, status: 'SUCCESS' }],
    });
  });

  it.each([
    ['an amount', '60,t-60,x,CARD,SUCCESS,PAY-60,2025-06-01T00:00:00Z', 'line 62, column amount: '],
    ['a trip that already has a payment', row(60, 't-3'), 'line 62, column trip_id: the trip already has a payment, 3'],
    ['too few values', '60,t-60', 'line 62: there are 2 values for 7 columns'],
  ])('ends at a bad row, with all rows before it imported and none after it: %s', async (_what, bad, message) => {
    const rows = [...Array.from({ length: 60 }, (_, id) => row(id)), bad, row(61), row(62)];
    const path = fileOf('bad.csv', rows);
    const { code, stderr } = await tool('import', path);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).toContain('60 imported, 0 existed already, 1 bad. Nothing after it was imported');
    expect((await itemsOf('payments')).size).toBe(120);

    const skipping = await tool('import', path, '--skip-bad', '--json');
    expect([skipping.code, skipping.stderr]).toEqual([0, expect.stringContaining(message)]);
    expect(JSON.parse(skipping.stdout)).toMatchObject({ imported: 2, present: 60, bad: 1 });
    expect((await itemsOf('payments')).size).toBe(124);
  });

  it('never changes an existing payment, and ends with 1 if a row says something else', async () => {
    const all = Array.from({ length: 7 }, (_, at) => row(at + 1));
    await tool('import', fileOf('first.csv', all));
    const before = await itemsOf('payments');
    const changed = fileOf('changed.csv', [row(1), ...all.slice(1).map((text) => text.replace('.50', '.51'))]);
    const { code, stdout, stderr } = await tool('import', changed);
    expect([code, stdout]).toEqual([1, expect.stringContaining('0 imported, 1 existed already, 6 differ, 0 bad.')]);
    expect(stderr.match(/line \d+: payment \d has another amount/g)).toEqual(
      [2, 3, 4, 5, 6].map((id) => `line ${id + 1}: payment ${id} has another amount`),
    );
    expect(stderr).toContain('6 payments exist, but not as their rows say (the first 5 are named). They were left as');
    const skipping = await tool('import', changed, '--json', '--skip-bad');
    expect(skipping.code).toBe(1);
    expect(JSON.parse(skipping.stdout)).toMatchObject({ imported: 0, present: 1, differ: 6, bad: 0 });
    expect(await itemsOf('payments')).toEqual(before);
  });

  it('of an export is no error after a payment was refunded', async () => {
    const path = join(work, 'before-refund.csv');
    await tool('import', fileOf('first.csv', [row(1), row(2)]));
    await tool('export', path);
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'refund-1' };
    const refunding = { method: 'POST', headers, body: '{"amount": "1.00"}' };
    expect(await fetch(`${url}/v1/payments/1/refund`, refunding)).toMatchObject({ status: 200 });
    expect(await outcomeOf(tool('import', path, '--json'))).toMatchObject({ present: 2, differ: 0 });
  });

  it('gives payments that were imported without an intent that of their row, once, and changes nothing else', async () => {
    await tool('import', fileOf('first.csv', [row(1), row(2), row(3)]));
    const before = await allItems();
    const rows = [row(1), row(2).replace('2.50', '9.50'), row(3)].map(
      (text, at) => `${text},${intentCell(`pi_${at + 1}`)}`,
    );
    const corrected = fileOf('corrected.csv', rows, `${header},processing`);
    const without = await tool('import', corrected, '--json');
    expect(JSON.parse(without.stdout)).toMatchObject({ present: 2, differ: 1, intentsAdded: 0 });
    expect(await allItems()).toEqual(before);

    const { code, stdout } = await tool('import', corrected, '--add-intents');
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining('0 imported, 2 existed already (2 got their intent), 1 differ, 0 bad.'),
    ]);
    const after = await allItems();
    const intentIn = (id: string) => after.payments?.get(`${id} `)?.intent?.M?.id?.S;
    expect(['1', '2', '3'].map(intentIn)).toEqual(['pi_1', undefined, 'pi_3']);
    for (const item of after.payments?.values() ?? []) delete item.intent;
    // A settlement report names the payment by its intent.
    const isPlace = (key: string) => key.startsWith('reference#pi_');
    const places = [...(after.projections?.keys() ?? [])].filter(isPlace);
    expect(places.map((key) => key.split(' ')[0])).toEqual(
      expect.arrayContaining(['reference#pi_1', 'reference#pi_3']),
    );
    for (const place of places) after.projections?.delete(place);
    expect(after).toEqual(before);

    const other = fileOf('other.csv', [`${row(1)},${intentCell('pi_9')}`], `${header},processing`);
    expect(await outcomeOf(tool('import', other, '--add-intents', '--json'))).toMatchObject({ intentsAdded: 0 });
  });

  it('adds no intent to a payment with a refund that would be counted twice, unless its row names that', async () => {
    const columns = `${header},refunds,processing`;
    const refundCell = (more: object) => {
      const of = { id: 're-1', status: 'completed', amount: '1.00', fingerprint: 'f'.repeat(43) };
      const at = { created_at: '2025-06-02T00:00:00Z', settled_at: '2025-06-02T00:00:00Z' };
      return `"${JSON.stringify([{ ...of, ...at, ...more }]).replaceAll('"', '""')}"`;
    };
    await tool('import', fileOf('refunded.csv', [`${row(1)},${refundCell({})},`], columns));
    const before = await allItems();
    const unnamed = fileOf('unnamed.csv', [`${row(1)},${refundCell({})},${intentCell('pi_1')}`], columns);
    const { code, stderr } = await tool('import', unnamed, '--add-intents');
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('refund re-1 of payment 1 needs its external_reference'),
    ]);
    expect(await allItems()).toEqual(before);

    const named = [`${row(1)},${refundCell({ external_reference: 're_9' })},${intentCell('pi_1')}`];
    const added = await outcomeOf(tool('import', fileOf('named.csv', named, columns), '--add-intents', '--json'));
    expect(added).toMatchObject({ present: 1, intentsAdded: 1, bad: 0 });
    const { payments } = await allItems();
    expect(payments?.get('1 ')).toMatchObject({
      intent: { M: { id: { S: 'pi_1' } } },
      refunds: { M: { 're-1': { M: { external_reference: { S: 're_9' } } } } },
    });
  });

  it('treats a repeated payment or trip in a file like an existing one', async () => {
    const { code, stderr } = await tool('import', fileOf('twice.csv', [row(1), row(1), row(2, 't-1')]));
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('line 4, column trip_id: the trip already has a payment, 1'),
    ]);
    expect(stderr).toContain('1 imported, 1 existed already, 1 bad');
  });
});

describe('npm run export', () => {
  it('writes imported payments, newest last', async () => {
    await tool('import', join(root, 'tools', 'seed', 'payments.csv'));
    const path = join(work, 'exported.csv');
    expect(await outcomeOf(tool('export', path, '--json'))).toMatchObject({ exported: 350 });
    const [first, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n');
    const [, ...seeded] = readFileSync(join(root, 'tools', 'seed', 'payments.csv'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(first).toBe(allColumns.join(','));
    const firstEight = rows.map((text) => text.split(',').slice(0, 8).join(','));
    expect(firstEight).toEqual(seeded.map((text) => `${text.replace(/Z$/, '.000Z')},USD`));
    expect(await outcomeOf(tool('import', path, '--json'))).toMatchObject({ imported: 0, present: 350 });
  });

  it('never overwrites a file', async () => {
    const path = fileOf('mine.csv', []);
    const { code, stderr } = await tool('export', path);
    expect([code, stderr]).toEqual([2, expect.stringContaining('already exists')]);
    expect(readFileSync(path, 'utf8')).toBe(`${header}\n`);
  });
});

describe('npm run backup and restore', () => {
  it('restore every item of every table exactly', async () => {
    await tool('seed');
    const exact = {
      id: { S: 'exact' },
      amount_minor: { N: '99999999999999999' },
      some: { M: { list: { L: [{ NULL: true }] } } },
    };
    await client.send(new PutItemCommand({ TableName: tables.users, Item: exact }));
    const before = await allItems();
    const directory = join(work, 'backup');
    const { items } = await outcomeOf(tool('backup', directory, '--json'));
    expect(items).toEqual(Object.fromEntries(Object.entries(before).map(([table, all]) => [table, all.size])));
    const files = [...Object.keys(tables).map((table) => `${table}.jsonl`), 'backup.json'];
    expect(new Set(readdirSync(directory))).toEqual(new Set(files));

    await tool('reset');
    expect((await itemsOf('payments')).size).toBe(0);
    expect(await outcomeOf(tool('restore', directory, '--json'))).toMatchObject({ items });
    expect(await allItems()).toEqual(before);
  });

  it('never overwrite a backup', async () => {
    const directory = join(work, 'kept');
    await tool('backup', directory);
    const { code, stderr } = await tool('backup', directory);
    expect([code, stderr]).toEqual([2, expect.stringContaining('already exists')]);
  });

  it('refuse an incomplete backup', async () => {
    const broken = join(work, 'broken');
    await tool('backup', broken);
    writeFileSync(join(broken, 'users.jsonl'), '{"id":{"S":');
    const cut = await tool('restore', broken);
    expect([cut.code, cut.stderr]).toEqual([1, expect.stringContaining('users.jsonl, line 1 is not an item')]);
    rmSync(join(broken, 'backup.json'));
    const unfinished = await tool('restore', broken);
    expect([unfinished.code, unfinished.stderr]).toEqual([2, expect.stringContaining('is not a complete backup')]);
  });

  it('restore a backup that lacks the table of deliveries with a warning', async () => {
    const older = join(work, 'older');
    mkdirSync(older);
    writeFileSync(join(older, 'backup.json'), JSON.stringify({ version: 1, tables: { events: 0 } }));
    writeFileSync(join(older, 'events.jsonl'), '');
    const { code, stderr } = await tool('restore', older, '--json');
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^Warning: .* lacks the table webhooks\. .*\n$/)]);
  });

  it('restore into a stage that keeps its data only if it is named twice', async () => {
    const restore = (...more: string[]) =>
      run('tools/restore.ts', ['--target', 'aws', '--stage', 'prod', work, ...more]);
    for (const more of [[], ['--yes-restore-into', 'production']]) {
      const { code, stderr } = await restore(...more);
      expect([code, stderr]).toEqual([2, expect.stringContaining('add --yes-restore-into prod')]);
    }
    // The stage was accepted, and the next check fails: the directory is not a backup.
    const { stderr } = await restore('--yes-restore-into', 'prod');
    expect(stderr).toContain('is not a complete backup');
  });
});

describe('the command line of data tools', () => {
  it.each(['import', 'export', 'backup', 'restore'])(
    '%s has a help text, and one-line errors for missing or unknown arguments',
    async (name) => {
      const { code, stdout } = await run(`tools/${name}.ts`, ['--help']);
      expect([code, stdout]).toEqual([0, expect.stringContaining(`npm run ${name} -- `)]);
      for (const args of [[], ['--nope'], ['one', 'two']]) {
        const refused = await run(`tools/${name}.ts`, args);
        expect([refused.code, refused.stdout, refused.stderr]).toEqual([2, '', expect.stringMatching(/^[^\n]+\n$/)]);
      }
    },
  );
});

describe('a large import', () => {
  it('of 10,000 payments uses bounded memory and skips existing payments', async () => {
    const statuses = ['SUCCESS', 'FAILED', 'PENDING', 'REFUNDED'];
    const rows = Array.from({ length: 10_000 }, (_, index) => {
      const at = new Date(Date.parse('2024-01-01T00:00:00Z') + index * 60_000).toISOString();
      return `i-${index},t-${index},${index % 90 || 9}.05,UPI,${statuses[index % 4]},PAY-${index},${at}`;
    });
    const path = fileOf('ten-thousand.csv', rows);
    const first = await outcomeOf(tool('import', path, '--json'));
    expect(first).toMatchObject({ imported: 10_000, present: 0, bad: 0 });
    console.log(`10,000 rows: ${first.perSecond} a second, ${first.peakMb} MB at most`);
    expect(first.peakMb).toBeLessThan(400);
    const items = await itemsOf('payments');
    expect(items.size).toBe(10_000 + 7_500);
    expect(items.get('i-4 ')).toMatchObject({ status: { S: 'completed' }, amount_minor: { N: '405' } });
    expect(items.get('trip#t-4 ')).toEqual({ id: { S: 'trip#t-4' }, payment_id: { S: 'i-4' } });

    const again = fileOf('more.csv', [...rows.slice(9_900), row(1)]);
    expect(await outcomeOf(tool('import', again, '--json'))).toMatchObject({ imported: 1, present: 100, bad: 0 });
  });
});
