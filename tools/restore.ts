import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../hermetic/process/command.ts';
import { kindOf } from '../lib/stage.ts';
import { countsOf, restore, warningsOf } from './data/backup.ts';
import { formatCount, pace, progress } from './data/progress.ts';
import { inTables, targetFrom, targetHelp, targetOptions } from './seed/target.ts';

const help = `npm run restore -- [options] DIRECTORY: writes every item of a backup back.

  Items with the same key are overwritten; other items stay. To end up with the backup alone, run npm run reset first.

${targetHelp}
  --yes-restore-into NAME  repeat the name of the stage; required for a stage that keeps its data
  --json               print the result as one JSON object
  --help               this text`;

async function restoreBackup(): Promise<void> {
  const { values, positionals } = parsedArguments({
    allowPositionals: true,
    options: {
      ...targetOptions,
      'yes-restore-into': { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const [directory] = positionals;
  if (directory === undefined || positionals.length > 1) {
    throw new CommandRefusal('Name one directory: npm run restore -- my-backup');
  }
  const target = await targetFrom(values, process.env, {
    alsoKept: confirmed(values.stage, values['yes-restore-into']),
  });
  const inBackup = await countsOf(directory, target.tables);
  for (const warning of warningsOf(directory, inBackup)) console.error(warning);
  const total = Object.values(inBackup).reduce((sum, count) => sum + count, 0);
  if (!values.json) console.log(`Restoring ${directory} into ${target.name}…`);

  const begun = performance.now();
  const shown = progress('items', { quiet: values.json });
  const written: Record<string, number> = {};
  const counts = await inTables(target, ({ client, tables }) =>
    restore(client, tables, directory, (table, count) => {
      written[table] = count;
      const items = Object.values(written).reduce((sum, one) => sum + one, 0);
      shown.show(items / Math.max(1, total), items);
    }),
  ).finally(shown.end);
  const figures = pace(total, begun);
  if (values.json) return console.log(JSON.stringify({ items: counts, ...figures }));
  for (const [table, count] of Object.entries(counts)) console.log(`  ${table}: ${formatCount(count)}`);
  console.log(`${formatCount(total)} items. ${figures.seconds} s, ${formatCount(figures.perSecond)} a second.`);
}

/** Whether the stage keeps its data. Throws Refusal unless such a stage is named twice. */
function confirmed(stage: string | undefined, again: string | undefined): boolean {
  const kept = stage !== undefined && kindOf(stage) === 'kept';
  if (!kept || again === stage) return kept;
  throw new CommandRefusal(
    `Stage ${stage} keeps its data, and a restore overwrites it. Nothing was restored: add --yes-restore-into ${stage}`,
  );
}

await command(restoreBackup);
