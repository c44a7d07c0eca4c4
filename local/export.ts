import { parseArgs } from 'node:util';
import { writeLines } from './data/files.ts';
import { columns, rowOf } from './data/payment-row.ts';
import { paymentsInOrder } from './data/payments-in-order.ts';
import { pace, progress, whole } from './data/progress.ts';
import { command, Refusal } from './program/command.ts';
import { anyTargetHelp, inTables, targetFrom, targetOptions } from './seed/target.ts';

const help = `npm run export -- [options] FILE.csv: writes all payments to a new CSV file, the newest last.

  The columns are those of npm run import, with the currency. A payment that is still processing is left out, and of a
  refund only that all went back is seen: what keeps everything is npm run backup.

${anyTargetHelp}
  --json               the outcome as one JSON object
  --help               this text`;

async function exportFile(): Promise<void> {
  const { values, positionals } = parseArgs({
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
  let exported = 0;
  await inTables(target, ({ client, tables }) =>
    writeLines(path, lines(paymentsInOrder(client, tables.payments))),
  ).finally(shown.end);
  const figures = pace(exported, begun);
  if (values.json) return console.log(JSON.stringify({ exported, ...figures }));
  console.log(`${whole(exported)} exported. ${figures.seconds} s, ${whole(figures.perSecond)} a second.`);

  async function* lines(payments: ReturnType<typeof paymentsInOrder>): AsyncGenerator<string, void> {
    yield [...columns, 'currency'].join(',');
    for await (const payment of payments) {
      yield rowOf(payment).map(quoted).join(',');
      shown.show(undefined, ++exported);
    }
  }
}

/** RFC 4180: a value that could be taken for something else stands in quotes. */
const quoted = (value: string) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

await command(exportFile);
