import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../hermetic/process/command.ts';
import { backup } from './data/backup.ts';
import { formatCount, pace, progress } from './data/progress.ts';
import { anyStageHelp, inTables, targetFrom, targetOptions } from './seed/target.ts';

const help = `npm run backup -- [options] DIRECTORY: writes every item of every table to a new directory, as JSON lines.

  npm run restore writes them back exactly. Writes during the backup may be missing from it: for a consistent backup,
  stop the writers or use the tables' point-in-time recovery.

${anyStageHelp}
  --json               print the result as one JSON object
  --help               this text`;

async function backUp(): Promise<void> {
  const { values, positionals } = parsedArguments({
    allowPositionals: true,
    options: {
      ...targetOptions,
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const [directory] = positionals;
  if (directory === undefined || positionals.length > 1) {
    throw new CommandRefusal('Name one directory: npm run backup -- my-backup');
  }
  const target = await targetFrom(values, process.env, { alsoKept: true });
  if (!values.json) console.log(`Backing up ${target.name} to ${directory}…`);

  const begun = performance.now();
  const shown = progress('items', { quiet: values.json });
  let items = 0;
  const counts = await inTables(target, ({ client, tables }) =>
    backup(client, tables, directory, () => shown.show(undefined, ++items)),
  ).finally(shown.end);
  const figures = pace(items, begun);
  if (values.json) return console.log(JSON.stringify({ items: counts, ...figures }));
  for (const [table, count] of Object.entries(counts)) console.log(`  ${table}: ${formatCount(count)}`);
  console.log(`${formatCount(items)} items. ${figures.seconds} s, ${formatCount(figures.perSecond)} a second.`);
}

await command(backUp);
