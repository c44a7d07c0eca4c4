import { parsedArguments } from '../hermetic/process/arguments.ts';
import { command } from '../hermetic/process/command.ts';
import { seedSummary, seedTables } from './seed/seeding.ts';
import { inTables, targetFrom, targetHelp, targetOptions } from './seed/target.ts';

const help = `npm run seed -- [options]: writes the seed data. Existing items are not changed.

${targetHelp}
  --json               print the result as one JSON object
  --help               this text`;

async function seed(): Promise<void> {
  const { values } = parsedArguments({
    options: {
      ...targetOptions,
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const before = performance.now();
  const target = await targetFrom(values);
  if (!values.json) console.log(`Seeding ${target.name}…`);
  const seeded = await inTables(target, ({ client, tables }) => seedTables(client, tables));
  const ms = Math.round(performance.now() - before);
  if (values.json) return console.log(JSON.stringify({ seeded, ms }));
  for (const line of seedSummary(seeded)) console.log(line);
  console.log(`Seeded in ${ms} ms.`);
}

await command(seed);
