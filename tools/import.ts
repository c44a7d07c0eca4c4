import { open } from 'node:fs/promises';
import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../hermetic/process/command.ts';
import { fileRefusal } from '../hermetic/process/file-refusal.ts';
import { csvRows } from './data/csv-rows.ts';
import { type ImportCounts, importPayments } from './data/import-payments.ts';
import { requiredColumns } from './data/payment-columns.ts';
import { formatCount, pace, progress } from './data/progress.ts';
import { anyStageHelp, inTables, targetFrom, targetOptions } from './seed/target.ts';

const help = `npm run import -- [options] FILE.csv: imports payments from a CSV file of any size.

  The first line names the columns: ${requiredColumns.join(',')}
  and any others that npm run export writes (docs/data.md). Existing payments are not changed, except that a later attempt
  takes the place of its order's failed one: to resume an import, run it again. A row whose payment exists with another
  amount, currency, status, or less refunded, is reported, and the exit code is 1 in the end. A bad row ends the import:
  all rows before it are imported, and none after it. The reference of a FAILED row is not kept.
  A stage with a real processor refunds only payments that name their intent (docs/migrating.md).

  --skip-bad           report bad rows and continue
  --add-intents        give existing payments, which were imported without an intent, that of their row
  --index-shards N     the stage's indexShards (1)
${anyStageHelp}
  --json               print the result as one JSON object
  --help               this text`;

async function importFile(): Promise<void> {
  const { values, positionals } = parsedArguments({
    allowPositionals: true,
    options: {
      ...targetOptions,
      'skip-bad': { type: 'boolean', default: false },
      'add-intents': { type: 'boolean', default: false },
      'index-shards': { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const [path] = positionals;
  if (path === undefined || positionals.length > 1)
    throw new CommandRefusal('Name one file: npm run import -- payments.csv');
  const { stream, size } = await openFile(path);
  const target = await targetFrom(values, process.env, { alsoKept: true });
  if (!values.json) console.log(`Importing ${path} into ${target.name}…`);

  const begun = performance.now();
  let read = 0;
  const rows = csvRows(stream, (bytes) => {
    read = bytes;
  });
  const shown = progress('payments', { quiet: values.json });
  const outcome = await inTables(target, ({ client, tables, now }) =>
    importPayments(rows, {
      client,
      now,
      tableName: tables.payments,
      indexShards: shardsFrom(values['index-shards']),
      addIntents: values['add-intents'],
      onBad: (wrong, counts) => {
        if (!values['skip-bad']) throw new CommandRefusal(`${wrong}. ${summary(counts)} ${advice}`, 1);
        console.error(wrong);
      },
      onDifferent(difference, { differ }) {
        if (differ <= mostNamed) console.error(difference);
      },
      onProgress: (counts) => shown.show(read / Math.max(1, size), doneOf(counts)),
    }),
  ).finally(shown.end);
  const figures = pace(doneOf(outcome), begun);
  const pacing = `${figures.seconds} s, ${formatCount(figures.perSecond)} a second, ${figures.peakMb} MB at most.`;
  console.log(values.json ? JSON.stringify({ ...outcome, ...figures }) : `${summary(outcome)} ${pacing}`);
  if (outcome.differ > 0) throw new CommandRefusal(differenceAdvice(outcome.differ), 1);
}

/** A file for another stage would name all its rows. */
const mostNamed = 5;

const doneOf = ({ imported, present, differ }: ImportCounts) => imported + present + differ;

const differenceAdvice = (differ: number) =>
  differ === 1
    ? '1 payment exists, but not as its row says. It was left as it is. Compare it with GET /v1/payments/{payment_id}, and correct the file or the payment.'
    : `${formatCount(differ)} payments exist, but not as their rows say${differ > mostNamed ? ` (the first ${mostNamed} are named)` : ''}. They were left as they are. Compare them with GET /v1/payments/{payment_id}, and correct the file or the payments.`;

const advice = 'Nothing after it was imported. Correct the row and run the import again, or add --skip-bad.';

const summary = ({ imported, present, differ, bad, intentsAdded }: ImportCounts) =>
  `${formatCount(imported)} imported, ${formatCount(present)} existed already${intents(intentsAdded)}, ${differ === 0 ? '' : `${formatCount(differ)} differ, `}${formatCount(bad)} bad.`;

const intents = (added: number) => (added === 0 ? '' : ` (${formatCount(added)} got their intent)`);

/** Opens the file before anything else is done, to report a problem with it at once. */
async function openFile(path: string) {
  try {
    const file = await open(path);
    const stat = await file.stat();
    if (stat.isDirectory()) throw new CommandRefusal(`${path} is a directory, not a file.`);
    return { stream: file.createReadStream(), size: stat.size };
  } catch (error) {
    throw fileRefusal(error, path, 'read');
  }
}

function shardsFrom(text: string): number {
  const shards = Number(text);
  if (Number.isInteger(shards) && shards >= 1 && shards <= 64) return shards;
  throw new CommandRefusal(`--index-shards ${text} is not a whole number from 1 to 64.`);
}

await command(importFile);
