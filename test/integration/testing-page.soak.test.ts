import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultNames, kindOf } from '../../tools/faults/fault-table.ts';
import { writeNames } from '../../tools/faults/store-call.ts';
import type { Environment } from '../../tools/start/environment.ts';
import { clientOf } from '../support/client.ts';
import { startOwnEnvironment } from '../support/own-environment.ts';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs/testing.md'), 'utf8');
const work = mkdtempSync(join(tmpdir(), 'testing-page-'));

let environment: Environment;
let client: ReturnType<typeof clientOf>;
beforeAll(async () => {
  environment = await startOwnEnvironment({ seed: false });
  client = clientOf(String(environment.urls[0]));
});
afterAll(async () => {
  await environment.stop();
  rmSync(work, { recursive: true });
});

/** The cells of a table, found by the first word of its header, without backticks. */
function rowsOf(head: string): readonly (readonly string[])[] {
  const [, table = ''] = new RegExp(`^\\| ${head} \\|.*\\n\\|[-|]+\\|\\n((?:\\|.*\\n)+)`, 'm').exec(page) ?? [];
  const rows = table.trim().split('\n');
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replaceAll('`', '').trim()),
  );
}

const sourceOf = (file: string) => readFileSync(join(root, file), 'utf8');

describe('docs/testing.md', () => {
  const methods = rowsOf('payment_method').map(([method = '', status, code = '']) => ({
    method,
    status: Number(status),
    code,
  }));
  const trips = rowsOf('trip_id').map(([trip = '', status, code = '']) => ({ trip, status: Number(status), code }));

  it('lists every test token of the processor', () => {
    const sources = ['simulated.ts', 'simulated-disputes.ts'].map((file) => sourceOf(`src/processor/${file}`));
    const triggers = sources.join('\n').matchAll(/'(pm_\w+)'/g);
    expect(new Set(methods.map(({ method }) => method))).toEqual(new Set([...triggers].map(([, name]) => name)));
  });

  it.each(methods)('documents the outcome of a payment with $method', async ({ method, status, code }) => {
    const body = JSON.stringify({ amount: '9.00', currency: 'EUR', payment_method: method });
    const paid = await client.post('/v1/payments', body, { 'Idempotency-Key': method });
    expect([paid.status, paid.json.code ?? paid.json.failure_code ?? '']).toEqual([status, code]);
  });

  it.each([
    ['pm_refund_declined', [402, 'FAILED'], [402, 'FAILED']],
    ['pm_refund_answer_lost', [503, undefined], [200, 'SUCCESS']],
  ])('documents the outcome of a refund of a payment with %s, and of its retry', async (method, first, second) => {
    const body = JSON.stringify({ amount: '9.00', currency: 'EUR', payment_method: method });
    const { json } = await client.post('/v1/payments', body, { 'Idempotency-Key': `${method}-refunded` });
    const refund = async () => {
      const path = `/v1/payments/${json.payment_id}/refund`;
      const refunded = await client.post(path, '{}', { 'Idempotency-Key': `${method}-refund` });
      return [
        refunded.status,
        (refunded.json.refund as { status?: string } | undefined)?.status ?? refunded.json.refund_status,
      ];
    };
    expect([await refund(), await refund()]).toEqual([first, second]);
  });

  it('lists every trip that the stub knows', () => {
    const [, faults = ''] =
      /const faults[\s\S]*?Object\.entries\(\{([\s\S]*?)\n {2}\}\)/.exec(sourceOf('doubles/stubs/trips.ts')) ?? [];
    const names = [...faults.matchAll(/^ {4}'?([a-z-]+)'?: /gm)].map(([, name]) => name);
    expect(names).toContain('nonsense');
    expect(trips.map(({ trip }) => trip)).toEqual(expect.arrayContaining([...names, 'flaky']));
  });

  /** Tests `1 to 50` with the first id, and `any other` with an unlisted one. */
  const tripIn = (text: string) =>
    text
      .replace(/ to \d+$/, '')
      .replace(' and anything', 'x')
      .replace('any other', 'other');

  it.each(trips)('documents the outcome of charging trip $trip', async ({ trip, status, code }) => {
    // Lets the circuit breaker close after the previous row.
    await environment.advanceClock(11_000);
    const body = JSON.stringify({ idempotency_key: `trip-${trip}`, trip_id: tripIn(trip), method: 'CARD' });
    const charged = await client.post('/v1/payments/charge', body);
    expect([charged.status, charged.json.code ?? '']).toEqual([status, code]);
  });

  it('lists every fault with its effect', () => {
    expect(rowsOf('fault')).toEqual(faultNames.map((name) => [name, kindOf(name).does]));
  });

  it('lists every write that a fault can match', () => {
    expect(page).toContain(`Writes: ${writeNames.map((name) => `\`${name}\``).join(', ')}.`);
  });

  it('contains an example test that passes', async () => {
    const examples = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => String(code));
    const example = String(examples.find((code) => code.includes('SERVICE_URL')));
    const file = join(work, 'example.test.mjs');
    writeFileSync(file, example);
    const env = { ...process.env, SERVICE_URL: environment.urls[0] };
    const { stdout } = await promisify(execFile)(process.execPath, ['--test', '--test-reporter=tap', file], { env });
    expect(stdout).toMatch(/^# pass 1$/m);
  });
});
