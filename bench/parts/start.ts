import type { Bench, PartResult } from '../report/part.ts';
import { measureStart } from './start-figures.ts';
import { measureTimes } from './start-times.ts';

/** Measures start, reload, reset and idle memory of the environment. */
export async function measureStarts(bench: Bench): Promise<PartResult> {
  const { progress } = bench;
  const times = await measureTimes(bench);
  progress('start: first start, to fill the compile cache');
  await measureStart();
  progress('start: second start');
  const figures = await measureStart();
  const rows = [
    ['start to first response', `${figures.firstAnswerMs} ms`, '5000 ms'],
    ['reset of the seeded data', `${figures.resetMs} ms`, '300 ms'],
    ['reset and seeding', `${figures.resetAndSeedMs} ms`, ''],
    [`idle memory (PSS), ${figures.processes} processes`, `${figures.idleMb} MB`, '350 MB'],
  ];
  return {
    figures: { ...figures, times: times.figures },
    tables: [times.table, { title: 'The hermetic environment', columns: ['', 'measured', 'at most'], rows }],
  };
}
