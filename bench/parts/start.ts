import type { Bench, Measured } from '../report/part.ts';
import { measureStart } from './start-figures.ts';
import { measureTimes } from './start-times.ts';

/** What a person waits for who starts the environment. */
export async function measureStarts(bench: Bench): Promise<Measured> {
  const { tell } = bench;
  const times = await measureTimes(bench);
  tell('start: a first one, which fills the compile cache');
  await measureStart();
  tell('start: a second one');
  const figures = await measureStart();
  const rows = [
    ['start to first answer', `${figures.firstAnswerMs} ms`, '5000 ms'],
    ['reset of the seeded data', `${figures.resetMs} ms`, '300 ms'],
    ['the same, and seeded again', `${figures.resetAndSeedMs} ms`, ''],
    [`memory at rest (PSS), ${figures.processes} processes`, `${figures.idleMb} MB`, '350 MB'],
  ];
  return {
    figures: { ...figures, times: times.figures },
    tables: [times.table, { title: 'The hermetic environment', columns: ['', 'measured', 'at most'], rows }],
  };
}
