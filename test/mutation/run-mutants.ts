import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { root } from '../../tools/deploy/run-program.ts';
import { type Coverage, eventsFile, type MutationEvent, type Plan, planFile } from './mutants.ts';

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const config = join('test', 'mutation', 'vitest.config.ts');
/** CPU time, so that a busy machine makes no test slow. */
const slowCpuMs = 60;
const lookEveryMs = 1_000;
const reportEvery = 15;
/** A mutant that writes no event for so long hangs the process. Far above what one test takes on a busy machine. */
const silentLooks = 60;

/** Records which test covers which mutant, then runs every test with the mutants that it covers. */
export async function runMutants(progress: (line: string) => void): Promise<readonly MutationEvent[]> {
  progress('Running the tests without mutants, to record their coverage …');
  const covered = await runTests({ coverage: {}, done: [] }, progress);
  if (covered.hung !== undefined) throw new CommandRefusal(`${covered.hung.test} hangs without any mutant.`, 1);
  const coverage = coverageOf(covered.events);
  const all = [...covered.events];
  for (;;) {
    const done = all.flatMap((one) => (one.event === 'killed' ? [one.mutant] : []));
    const { events, hung } = await runTests({ coverage, done }, progress);
    all.push(...events);
    if (hung === undefined) return all;
    all.push({ event: 'killed', ...hung, how: 'timed out' });
  }
}

/** A slow test is repeated only with mutants that no fast one covers. */
function coverageOf(events: readonly MutationEvent[]): Coverage {
  const tests = events.flatMap((one) => (one.event === 'covered' ? [one] : []));
  const fast = new Set(tests.filter(isFast).flatMap(({ mutants }) => Object.keys(mutants)));
  return Object.fromEntries(
    tests.map((one) => {
      const own = Object.entries(one.mutants).filter(([mutant]) => isFast(one) || !fast.has(mutant));
      return [one.test, Object.fromEntries(own)];
    }),
  );
}

const isFast = ({ cpuMs }: Readonly<{ cpuMs: number }>) => cpuMs < slowCpuMs;

type Hung = Readonly<{ test: string; mutant: string }>;
type TestRun = Readonly<{ events: readonly MutationEvent[]; hung: Hung | undefined }>;

/** Runs the tests by a plan, and ends the process once a mutant hangs it. */
async function runTests(plan: Plan, progress: (line: string) => void): Promise<TestRun> {
  writeFileSync(planFile, JSON.stringify(plan));
  writeFileSync(eventsFile, '');
  const child = spawn(process.execPath, [vitest, 'run', '--config', config], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  // The worker may hang, and then nothing less ends it.
  const end = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL');
  const interrupt = () => {
    end();
    process.exit(130);
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  let looks = 0;
  let silent = 0;
  let length = 0;
  let hung: Hung | undefined;
  const watch = setInterval(() => {
    const events = eventsSoFar();
    silent = events.length === length ? silent + 1 : 0;
    length = events.length;
    if (++looks % reportEvery === 0) progress(progressOf(events));
    const last = events.at(-1);
    if (silent < silentLooks || last?.event !== 'tried') return;
    hung = last;
    end();
  }, lookEveryMs);
  const [code] = await once(child, 'close');
  clearInterval(watch);
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  // A mutant may leave a rejection that nobody handles, which Vitest reports as a failure of the run.
  const isRecording = Object.keys(plan.coverage).length === 0;
  if (code !== 0 && isRecording) throw new CommandRefusal(`The tests fail without mutants:\n${output}`, 1);
  return { events: eventsSoFar(), hung };
}

const eventsSoFar = (): readonly MutationEvent[] =>
  readFileSync(eventsFile, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

function progressOf(events: readonly MutationEvent[]): string {
  const count = (event: MutationEvent['event']) => events.filter((one) => one.event === event).length;
  if (count('tried') === 0) return `  ${count('covered')} tests ran`;
  const last = events.at(-1);
  const where = last !== undefined && 'test' in last ? last.test.split(' > ')[0] : '';
  return `  ${count('tried')} runs with a mutant, ${count('killed')} killed, now in ${where}`;
}
