import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../hermetic/process/command.ts';
import { isLedgerFile, ledgerLines } from './data/export-ledger.ts';
import { type ExportCounts, exportLines } from './data/export-payments.ts';
import { writeLines } from './data/files.ts';
import { formatCount, pace, progress } from './data/progress.ts';
import { anyStageHelp, inTables, targetFrom, targetOptions } from './seed/target.ts';

const help = `npm run export -- [options] FILE.csv: writes all payments to a new CSV file, oldest first.

  npm run import reads the file back, with every refund, key and order (columns: docs/data.md). Payments in progress, users,
  orders and counters are not in it: only npm run backup is complete.

  --ledger             write the entries of the ledger instead, to FILE.beancount or FILE.csv (docs/ledger.md)

${anyStageHelp}
  --json               print the result as one JSON object
  --help               this text`;

async function exportFile(): Promise<void> {
  const { values, positionals } = parsedArguments({
    allowPositionals: true,
    options: {
      ...targetOptions,
      ledger: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const [path] = positionals;
  if (path === undefined || positionals.length > 1)
    throw new CommandRefusal('Name one file: npm run export -- payments.csv');
  if (values.ledger && !isLedgerFile(path))
    throw new CommandRefusal(`Name a file that ends in .beancount or .csv, not ${path}.`);
  const target = await targetFrom(values, process.env, { alsoKept: true });
  if (!values.json) console.log(`Exporting the ${values.ledger ? 'ledger' : 'payments'} of ${target.name} to ${path}…`);

  const begun = performance.now();
  const shown = progress(values.ledger ? 'entries' : 'payments', { quiet: values.json });
  const counts: ExportCounts = { exported: 0, inProgress: 0 };
  await inTables(target, ({ client, tables }) =>
    writeLines(
      path,
      counted(
        values.ledger
          ? ledgerLines(client, tables.events, { path, counts })
          : exportLines(client, tables.payments, counts),
      ),
    ),
  ).finally(shown.end);
  const figures = pace(counts.exported, begun);
  if (values.json) return console.log(JSON.stringify({ ...counts, ...figures }));
  console.log(
    `${formatCount(counts.exported)} exported. ${figures.seconds} s, ${formatCount(figures.perSecond)} a second.`,
  );
  if (counts.inProgress > 0) {
    console.log(`${formatCount(counts.inProgress)} in progress, not in the file: export again in a minute.`);
  }

  async function* counted(lines: AsyncIterable<string>): AsyncGenerator<string, void> {
    for await (const line of lines) {
      yield line;
      shown.show(undefined, counts.exported);
    }
  }
}

await command(exportFile);
