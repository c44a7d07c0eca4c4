import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commands } from '../model/commands.ts';
import { emptyModel, Real } from '../model/model.ts';
import { Storm } from '../support/storm.ts';

/** MODEL_RUNS=2000 is the full run; MODEL_SEED generates other commands. */
const runs = Number(process.env.MODEL_RUNS ?? 20);
const seed = Number(process.env.MODEL_SEED ?? 20_261_121);

const data = mkdtempSync(join(tmpdir(), 'model-'));
let storm: Storm;
beforeAll(async () => {
  storm = new Storm(data);
  await storm.running;
});
afterAll(async () => {
  await storm.stop();
  rmSync(data, { recursive: true, force: true });
});

it(`the service agrees with the model after each command of ${runs} runs, with kills in between`, {
  timeout: 1_800_000 + 5_000 * runs,
}, async () => {
  let [run, requests] = [0, 0];
  const property = fc.asyncProperty(commands, async (some) => {
    const real = new Real(storm, `m${++run}`);
    await fc.asyncModelRun(() => ({ model: emptyModel(), real }), some);
    requests += real.requests;
  });
  await fc.assert(property, { numRuns: runs, seed });
  console.log(`${runs} runs by seed ${seed}: ${requests} requests, ${storm.kills} kills`);
  expect(requests).toBeGreaterThan(5 * runs);
  expect(storm.kills).toBeGreaterThan(0);
});
