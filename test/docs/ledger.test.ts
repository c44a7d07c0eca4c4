import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { handler as proof } from '../../functions/ledger/get-ledger-proof.ts';
import { handler as sealDays } from '../../functions/workers/seal-days.ts';
import { context } from '../support/event.ts';
import { LedgerStage } from '../support/ledger-stage.ts';
import { pageOf } from './pages.ts';

const code = pageOf('docs/ledger.md').code.find(({ lang }) => lang === 'js')?.text ?? '';

function checked(answer: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { input: answer });
  return String(stdout) || String(stderr);
}

async function proofs(count: number): Promise<readonly { text: string; hash: string }[]> {
  const stage = new LedgerStage();
  for (let index = 1; index <= count; index++) await stage.pay(`p${index}`);
  stage.world.clock.advance(2 * 86_400_000);
  await sealDays.with(stage.io())({}, context);
  const ids = Array.from({ length: count }, (_, index) => `p${index + 1}:payment.completed:0`);
  const answers = await Promise.all(ids.map((id) => stage.call(proof, `GET /v1/ledger/proofs/${id}`)));
  return answers.map(({ body: text, json }) => ({ text, hash: json.seal.hash }));
}

describe('the program of docs/ledger.md that checks a proof', () => {
  it.each([1, 2, 7])('comes to the root and the hash of the seal for each of %s payments', async (count) => {
    for (const { text, hash } of await proofs(count)) expect(checked(text)).toBe(`in the seal with the hash ${hash}\n`);
  });

  it.each<[string, (text: string) => string, string]>([
    ['the entry', (text) => text.replace('10.99', '10.98'), 'NOT in the seal'],
    ['its place', (text) => text.replace(/"index":\d/, '"index":3'), 'NOT in the seal'],
    ['a place that does not exist', (text) => text.replace(/"index":\d/, '"index":9'), 'NOT in the seal'],
  ])('refuses a proof with another value for %s', async (_what, change, said) => {
    const [first = { text: '' }] = await proofs(3);
    expect(change(first.text)).not.toBe(first.text);
    expect(checked(change(first.text))).toContain(said);
  });

  it('comes to another hash if the sums are others', async () => {
    const [first = { text: '', hash: '' }] = await proofs(2);
    const changed = first.text.replace(/("currency":"USD","amount":-?)\d/, '$19');
    expect(changed).not.toBe(first.text);
    expect(checked(changed)).not.toContain(first.hash);
  });
});
