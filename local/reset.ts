import { parseArgs } from 'node:util';
import { emptyTable, writeAll } from './engine/tables.ts';
import { transactAll } from './engine/transactions.ts';
import { command } from './program/command.ts';
import { seededLines, seedTables } from './seed/seeding.ts';
import { inTables, targetFrom, targetHelp, targetOptions } from './seed/target.ts';

const help = `npm run reset -- [options]: empties every table of a target whose data may be thrown away.

  --seed               write the seed data afterwards
${targetHelp}
  --json               the outcome as one JSON object
  --help               this text`;

async function reset(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...targetOptions,
      seed: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const say = values.json ? () => {} : console.log;
  const isLocal = values.target === 'local';
  const before = performance.now();
  const target = await targetFrom(values);
  say(`Resetting ${target.name}…`);
  const outcome = await inTables(target, async ({ client, tables, stubTables, forget }) => {
    const empty = (named: Readonly<Record<string, string>>) =>
      Promise.all(
        Object.entries(named).map(async ([table, tableName]) => {
          const count = await emptyTable(client, tableName, isLocal ? transactAll : writeAll);
          say(`  ${table}: ${count} deleted`);
          return [table, count] as const;
        }),
      );
    const { projections, ...sources } = tables;
    const deleted = await empty(sources);
    // What is derived from them comes a moment later, and would be there again.
    await forget();
    deleted.push(...(await empty({ projections, ...stubTables })));
    // Nobody else is at work in a local environment: it is as empty as it was left a moment ago.
    const seeded = values.seed ? await seedTables(client, tables, { areEmpty: isLocal }) : {};
    for (const line of seededLines(seeded)) say(line);
    return { deleted: Object.fromEntries(deleted), seeded };
  });
  const ms = Math.round(performance.now() - before);
  say(`Reset in ${ms} ms.`);
  if (values.json) console.log(JSON.stringify({ ...outcome, ms }));
}

await command(reset);
