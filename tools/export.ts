import { parsedArguments } from '../hermetic/process/arguments.ts';
import { command, Refusal } from '../hermetic/process/command.ts';
import { type ExportCounts, exportLines } from './data/export-payments.ts';
import { writeLines } from './data/files.ts';
import { formatCount, pace, progress } from './data/progress.ts';
import { anyStageHelp, inTables, targetFrom, targetOptions } from './seed/target.ts';

const help = `npm run export -- [options] FILE.csv: writes the payments to a new CSV file, the oldest first.

  npm run import reads the file back, with every refund, key and order (docs/data.md has the columns). Payments that are
  being worked on are not in it, nor are users, orders and counters: only npm run backup is complete.

${anyStageHelp}
  --json               the outcome as one JSON object
  --help               this text`;

async function exportFile(): Promise<void> {
  const { values, positionals } = parsedArguments({
    allowPositionals: true,
    options: {
      ...targetOptions,
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new Refusal('Name one file: npm run export -- payments.csv');
  const target = await targetFrom(values, process.env, { alsoKept: true });
  if (!values.json) console.log(`Exporting the payments of ${target.name} to ${path}…`);

  const begun = performance.now();
  const shown = progress('payments', { quiet: values.json });
  const so: ExportCounts = { exported: 0, inProgress: 0 };
  await inTables(target, ({ client, tables }) =>
    writeLines(path, counted(exportLines(client, tables.payments, so))),
  ).finally(shown.end);
  const figures = pace(so.exported, begun);
  if (values.json) return console.log(JSON.stringify({ ...so, ...figures }));
  console.log(
    `${formatCount(so.exported)} exported. ${figures.seconds} s, ${formatCount(figures.perSecond)} a second.`,
  );
  if (so.inProgress > 0) {
    console.log(`${formatCount(so.inProgress)} being worked on and not in the file: export again in a minute.`);
  }

  async function* counted(lines: AsyncIterable<string>): AsyncGenerator<string, void> {
    for await (const line of lines) {
      yield line;
      shown.show(undefined, so.exported);
    }
  }
}

await command(exportFile);
