import type { Bench, Measured } from '../report/part.ts';
import { measureStart } from './start-figures.ts';

/** What a person waits for who starts the environment. */
export async function measureStarts({ tell }: Bench): Promise<Measured> {
  tell('start: a first one, which fills the compile cache');
  await measureStart();
  tell('start: a second one');
  const figures = await measureStart();
  const rows = [
    ['start to first answer', `${figures.firstAnswerMs} ms`, '5000 ms'],
    ['reset of the seeded data', `${figures.resetMs} ms`, '300 ms'],
    ['the same, and seeded again', `${figures.resetAndSeedMs} ms`, ''],
    [`memory at rest, ${figures.processes} processes`, `${figures.idleMb} MB`, '350 MB'],
  ];
  return { figures, tables: [{ title: 'The hermetic environment', columns: ['', 'measured', 'at most'], rows }] };
}
