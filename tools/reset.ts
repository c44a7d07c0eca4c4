import { parsedArguments } from '../hermetic/process/arguments.ts';
import { command } from '../hermetic/process/command.ts';
import { seedSummary, seedTables } from './seed/seeding.ts';
import { inTables, targetFrom, targetHelp, targetOptions } from './seed/target.ts';

const help = `npm run reset -- [options]: empties every table of a target whose data may be thrown away.

  --seed               write the seed data afterwards
${targetHelp}
  --json               the outcome as one JSON object
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
    // Nobody else is at work in a local environment: it is as empty as it was left a moment ago.
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
