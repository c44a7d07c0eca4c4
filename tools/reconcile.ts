import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../hermetic/process/command.ts';
import { formatCount } from './data/progress.ts';
import { reconcileReport } from './data/reconcile-settlement.ts';
import { reconciliationJson, reconciliationLines } from './data/reconciliation-report.ts';
import {
  processorFrom,
  type SettlementFormatName,
  settlementFormatNames,
  settlementRowsIn,
} from './data/settlement-files.ts';
import { anyStageHelp, inTables, targetFrom, targetOptions } from './seed/target.ts';

const help = `npm run reconcile -- --format stripe|csv [options] FILE: compares a processor's settlement report with the ledger.

  Posts the fees and payouts of the report, once for each row, and names what does not agree. A file with a bad row changes
  nothing. The same rows may come again, in other files and in any order: to resume an interrupted run, run it again.

  --format stripe      Stripe's itemised payout reconciliation report, with the column payment_intent_id, or its itemised
                       payouts report: both are needed
  --format csv         the columns of docs/ledger.md
  --processor NAME     whose report it is (stripe; simulated for csv)
  --missing-after N    days after which an event without a row is a break (5)
  --index-shards N     the stage's indexShards (1)
${anyStageHelp}
  --json               print the result as one JSON object
  --help               this text

Exit code 1 if there are breaks, or a row came again with another content.`;

async function reconcile(): Promise<void> {
  const { values, positionals } = parsedArguments({
    allowPositionals: true,
    options: {
      ...targetOptions,
      format: { type: 'string' },
      processor: { type: 'string' },
      'missing-after': { type: 'string', default: '5' },
      'index-shards': { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) {
    throw new CommandRefusal('Name one file: npm run reconcile -- --format csv settlement.csv');
  }
  const format = formatFrom(values.format);
  const processor = processorFrom(values.processor ?? (format === 'stripe' ? 'stripe' : 'simulated'));
  const missingAfterDays = wholeFrom('missing-after', values['missing-after'], 0, 365);
  const indexShards = wholeFrom('index-shards', values['index-shards'], 1, 64);
  const rows = await settlementRowsIn(path, format);
  const target = await targetFrom(values, process.env, { alsoKept: true });
  if (!values.json) console.log(`Reconciling ${formatCount(rows.length)} rows with the ledger of ${target.name}…`);
  const result = await inTables(target, ({ client, tables, now }) =>
    reconcileReport(rows, { client, tables, processor, indexShards, missingAfterDays, now: now() }),
  );
  if (values.json) console.log(reconciliationJson(result));
  else for (const line of reconciliationLines(result)) console.log(line);
  if (result.breaks.length > 0 || result.changed.length > 0) process.exitCode = 1;
}

function formatFrom(text: string | undefined): SettlementFormatName {
  const format = settlementFormatNames.find((name) => name === text);
  if (format !== undefined) return format;
  throw new CommandRefusal(`Name the format of the file: --format ${settlementFormatNames.join(' or --format ')}.`);
}

function wholeFrom(option: string, text: string, least: number, most: number): number {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new CommandRefusal(`--${option} ${text} is not a whole number from ${least} to ${most}.`);
}

await command(reconcile);
