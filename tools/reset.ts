import { parsedArguments } from '../hermetic/process/arguments.ts';
import { command } from '../hermetic/process/command.ts';
import { seedSummary, seedTables } from './seed/seeding.ts';
import { inTables, targetFrom, targetHelp, targetOptions } from './seed/target.ts';

const help = `npm run reset -- [options]: empties every table of a local environment or a sandbox.

  --seed               write the seed data afterwards
${targetHelp}
  --json               print the result as one JSON object
  --help               this text`;

async function reset(): Promise<void> {
  const { values } = parsedArguments({
    options: {
      ...targetOptions,
      seed: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const say = values.json ? () => {} : console.log;
  const before = performance.now();
  const target = await targetFrom(values);
  say(`Resetting ${target.name}…`);
  const outcome = await inTables(target, async ({ client, tables, empty }) => {
    const deleted = await empty();
    for (const [table, count] of Object.entries(deleted)) say(`  ${table}: ${count} items deleted`);
    // Nobody else writes to a local environment, so its tables are still empty.
    const areEmpty = values.target === 'local';
    const seeded = values.seed ? await seedTables(client, tables, { areEmpty }) : {};
    for (const line of seedSummary(seeded)) say(line);
    return { deleted, seeded };
  });
  const ms = Math.round(performance.now() - before);
  say(`Reset in ${ms} ms.`);
  if (values.json) console.log(JSON.stringify({ ...outcome, ms }));
}

await command(reset);
