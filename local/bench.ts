import { parseArgs } from 'node:util';
import { command, Refusal } from './program/command.ts';
import { measureStart } from './program/start-figures.ts';

const help = `npm run bench -- --start [--json]: measures the hermetic environment on this machine.

  --start  from the start to the first answer, a reset of the seeded data, memory at rest
  --json   the figures as one JSON object
  --help   this text`;

async function bench(): Promise<void> {
  const { values } = parseArgs({
    options: {
      start: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  if (!values.start) throw new Refusal('Say what to measure: npm run bench -- --start');
  // The first run is the warm-up: it fills the compile cache.
  await measureStart();
  const figures = await measureStart();
  if (values.json) return console.log(JSON.stringify(figures));
  const rows = [
    ['start to first answer', `${figures.firstAnswerMs} ms`, '5000 ms'],
    ['reset of the seeded data', `${figures.resetMs} ms`, '300 ms'],
    ['the same, and seeded again', `${figures.resetAndSeedMs} ms`, ''],
    [`memory at rest, ${figures.processes} processes`, `${figures.idleMb} MB`, '350 MB'],
  ] as const;
  console.log(`${''.padEnd(30)}${'measured'.padStart(10)}${'at most'.padStart(10)}`);
  for (const [name, measured, limit] of rows) {
    console.log(`${name.padEnd(30)}${measured.padStart(10)}${limit.padStart(10)}`);
  }
}

await command(bench);
