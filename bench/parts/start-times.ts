import { join } from 'node:path';
import { type Elapsed, EnvironmentCopy } from '../load/environment-copy.ts';
import { median } from '../report/medians.ts';
import type { Bench } from '../report/part.ts';
import type { Table } from '../report/table.ts';

const cases = ['start, nothing changed', 'reload of one function', 'reload of src/domain'] as const;
type Case = (typeof cases)[number];
type Times = Readonly<Record<Case, Elapsed>>;

const root = join(import.meta.dirname, '..', '..');
const payment = { amount: '25.00', currency: 'EUR' };

/** Wall-clock and CPU time of starts and reloads, alternating with another checkout if `against` is set. */
export async function measureTimes({ rounds, against, progress }: Pick<Bench, 'rounds' | 'against' | 'progress'>) {
  const projects = [
    { name: 'this', directory: root },
    ...(against === undefined ? [] : [{ name: 'against', directory: against }]),
  ].map(({ name, directory }) => ({ name, copy: new EnvironmentCopy(directory), times: [] as Times[] }));
  try {
    for (const { name, copy } of projects) {
      progress(`start: first start of ${name}, to fill the caches`);
      await timesOf(copy);
    }
    for (let round = 1; round <= rounds; round += 1) {
      progress(`start: round ${round} of ${rounds}`);
      for (const { copy, times } of projects) times.push(await timesOf(copy));
    }
  } finally {
    for (const { copy } of projects) {
      await copy.stop();
      copy.remove();
    }
  }
  const figures = Object.fromEntries(projects.map(({ name, times }) => [name, mediansOf(times)]));
  return { figures, table: tableOf(figures) };
}

async function timesOf(copy: EnvironmentCopy): Promise<Times> {
  const health = () => copy.request('/health');
  const charge = () => copy.request('/v1/payments', payment);
  const start = await copy.start();
  await charge();
  await copy.request('/_local/caught-up');
  const one = await copy.reload('functions/health/get-health.ts', [health]);
  const domain = await copy.reload('src/domain/money.ts', [health, charge]);
  await copy.stop();
  return { 'start, nothing changed': start, 'reload of one function': one, 'reload of src/domain': domain };
}

const mediansOf = (times: readonly Times[]): Times =>
  Object.fromEntries(
    cases.map((name) => {
      const of = (key: keyof Elapsed) => Math.round(median(times.map((each) => each[name][key])));
      return [name, { ms: of('ms'), cpuMs: of('cpuMs') }];
    }),
  ) as Times;

function tableOf({ this: own, against }: Readonly<Partial<Record<string, Times>>>): Table {
  const columns = ['', 'wall ms', 'CPU ms', ...(against ? ['against: wall ms', 'CPU ms', 'CPU ratio'] : [])];
  const rows = cases.map((name) => {
    const [mine, theirs] = [own?.[name], against?.[name]];
    const ratio = ((mine?.cpuMs ?? 0) / (theirs?.cpuMs ?? Number.NaN)).toFixed(2);
    return [name, `${mine?.ms}`, `${mine?.cpuMs}`, ...(theirs ? [`${theirs.ms}`, `${theirs.cpuMs}`, ratio] : [])];
  });
  return { title: 'Start and reload, until the new code has responded', columns, rows };
}
