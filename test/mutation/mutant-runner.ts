import { appendFileSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { type RunnerTestCase, type RunnerTestFile, TestRunner } from 'vitest';
import { root } from '../../tools/deploy/run-program.ts';
import { eventsFile, type MutationEvent, type Plan, planFile } from './mutants.ts';

/** The switch of the instrumented code, under the name that Stryker's instrumenter gives it. */
type Switch = {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: { static: Record<string, number>; perTest: Record<string, Record<string, number>> };
};

type Shared = { __stryker__?: Switch; mutantRun?: { plan: Plan; killed: Set<string>; seen: Map<string, number> } };

// Vitest makes a runner for each file; what they share outlives it.
const shared = globalThis as Shared;
shared.__stryker__ ??= {};
shared.mutantRun ??= newRun();
const control = shared.__stryker__;
const { plan, killed, seen } = shared.mutantRun;

function newRun() {
  const plan: Plan = JSON.parse(readFileSync(planFile, 'utf8'));
  return { plan, killed: new Set(plan.done), seen: new Map<string, number>() };
}

const isRecording = Object.keys(plan.coverage).length === 0;
const tell = (event: MutationEvent) => appendFileSync(eventsFile, `${JSON.stringify(event)}\n`);

/**
 * Repeats each test once for each mutant that it covers and no test has killed yet. It runs twice without a mutant
 * before that and once after, because only a test that can be repeated tells anything about a mutant.
 */
export default class MutantRunner extends TestRunner {
  #id = '';
  #queue: readonly string[] = [];
  #killedHere: string[] = [];
  #repeatable = true;
  #cpuBefore = process.cpuUsage();

  override onAfterRunFiles(files: RunnerTestFile[]): void {
    super.onAfterRunFiles(files);
    if (isRecording) tell({ event: 'loaded', mutants: Object.keys(control.mutantCoverage?.static ?? {}) });
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test);
    const name = `${relative(root, test.file.filepath)} > ${test.fullTestName}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    this.#id = times === 1 ? name : `${name} (${times})`;
    this.#queue = Object.keys(plan.coverage[this.#id] ?? {}).filter((mutant) => !killed.has(mutant));
    this.#killedHere = [];
    this.#repeatable = true;
    test.repeats = this.#queue.length === 0 ? 0 : this.#queue.length + 2;
  }

  override onBeforeTryTask(test: RunnerTestCase, attempt: Readonly<{ retry: number; repeats: number }>): void {
    super.onBeforeTryTask(test, attempt);
    control.currentTestId = this.#id;
    this.#cpuBefore = process.cpuUsage();
    const mutant = this.#mutantOf(attempt.repeats);
    if (mutant === undefined) return;
    tell({ event: 'tried', test: this.#id, mutant });
    control.hitCount = 0;
    control.hitLimit = 1_000 + 100 * (plan.coverage[this.#id]?.[mutant] ?? 0);
    control.activeMutant = mutant;
  }

  override async onAfterRetryTask(
    test: RunnerTestCase,
    attempt: Readonly<{ retry: number; repeats: number }>,
  ): Promise<void> {
    control.activeMutant = undefined;
    control.currentTestId = undefined;
    control.hitCount = undefined;
    await super.onAfterRetryTask(test, attempt);
    if (this.#queue.length === 0) return this.#tellCoverage();
    const { result } = test;
    const failed = result?.state === 'fail';
    const mutant = this.#mutantOf(attempt.repeats);
    const message = result?.errors?.[0]?.message ?? '';
    if (failed && mutant === undefined) {
      this.#repeatable = false;
      for (const one of this.#killedHere) killed.delete(one);
      tell({ event: 'unrepeatable', test: this.#id, message });
    } else if (failed && mutant !== undefined && this.#repeatable) {
      killed.add(mutant);
      this.#killedHere.push(mutant);
      const how = /Hit count limit|timed out/.test(message) ? 'timed out' : 'failed';
      tell({ event: 'killed', test: this.#id, mutant, how });
    }
    if (result === undefined) return;
    result.state = 'pass';
    delete result.errors;
  }

  /** The first two repetitions and the last one run the code as it is. */
  #mutantOf(repetition: number): string | undefined {
    return this.#queue[repetition - 2];
  }

  #tellCoverage(): void {
    const mutants = control.mutantCoverage?.perTest[this.#id];
    if (!isRecording || mutants === undefined) return;
    const { user, system } = process.cpuUsage(this.#cpuBefore);
    tell({ event: 'covered', test: this.#id, cpuMs: (user + system) / 1_000, mutants });
  }
}
