import { parseArgs } from 'node:util';
import { command, Refusal } from './program/command.ts';
import { measureEdge } from './program/edge-figures.ts';
import { measureStart } from './program/start-figures.ts';

const help = `npm run bench -- --start|--edge [--json]: measures the hermetic environment on this machine.

  --start  from the start to the first answer, a reset of the seeded data, memory at rest
  --edge   what gRPC through the edge adds to a call of the API
  --json   the figures as one JSON object
  --help   this text`;

type Row = readonly [name: string, measured: string, limit: string];
type Bench = Readonly<{ figures: object; rows: readonly Row[] }>;

async function bench(): Promise<void> {
  const { values } = parseArgs({
    options: {
      start: { type: 'boolean', default: false },
      edge: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  if (values.start === values.edge) throw new Refusal('Say what to measure: npm run bench -- --start, or --edge');
  const { figures, rows } = values.start ? await start() : await edge();
  if (values.json) return console.log(JSON.stringify(figures));
  console.log(`${''.padEnd(30)}${'measured'.padStart(10)}${'at most'.padStart(10)}`);
  for (const [name, measured, limit] of rows) {
    console.log(`${name.padEnd(30)}${measured.padStart(10)}${limit.padStart(10)}`);
  }
}

async function start(): Promise<Bench> {
  // The first run is the warm-up: it fills the compile cache.
  await measureStart();
  const figures = await measureStart();
  return {
    figures,
    rows: [
      ['start to first answer', `${figures.firstAnswerMs} ms`, '5000 ms'],
      ['reset of the seeded data', `${figures.resetMs} ms`, '300 ms'],
      ['the same, and seeded again', `${figures.resetAndSeedMs} ms`, ''],
      [`memory at rest, ${figures.processes} processes`, `${figures.idleMb} MB`, '350 MB'],
    ],
  };
}

async function edge(): Promise<Bench> {
  const figures = await measureEdge();
  return {
    figures,
    rows: [
      ['Connect, straight to an API', `${figures.directMs} ms`, ''],
      ['gRPC, through the edge', `${figures.throughEdgeMs} ms`, ''],
      ['what that adds at the median', `${figures.addedMs} ms`, '2 ms'],
    ],
  };
}

await command(bench);
