import { open } from 'node:fs/promises';
import { parsedArguments } from '../hermetic/process/arguments.ts';
import { command, Refusal } from '../hermetic/process/command.ts';
import { fileRefusal } from '../hermetic/process/file-refusal.ts';
import { formatAmount } from '../src/domain/money.ts';
import type { Break } from '../src/domain/reconciliation.ts';
import type { SettlementRow } from '../src/domain/settlement.ts';
import { formatCount } from './data/progress.ts';
import { type Reconciliation, reconcileReport } from './data/reconcile-settlement.ts';
import {
  type SettlementFormatName,
  settlementFormatNames,
  settlementFormats,
  settlementRows,
} from './data/settlement-files.ts';
import { anyStageHelp, inTables, targetFrom, targetOptions } from './seed/target.ts';

const help = `npm run reconcile -- --format stripe|csv [options] FILE: compares a processor's settlement report with the ledger.

  Posts the fees and payouts of the report, once for each row, and names what does not agree. A file with a bad row changes
  nothing. The same rows may come again, in other files and in any order: to resume an interrupted run, run it again.

  --format stripe      Stripe's itemised payout reconciliation report, with the column payment_intent_id
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
    throw new Refusal('Name one file: npm run reconcile -- --format csv settlement.csv');
  }
  const format = formatFrom(values.format);
  const processor = values.processor ?? (format === 'stripe' ? 'stripe' : 'simulated');
  const missingAfterDays = wholeFrom('missing-after', values['missing-after'], 0, 365);
  const indexShards = wholeFrom('index-shards', values['index-shards'], 1, 64);
  const rows = await rowsIn(path, format);
  const target = await targetFrom(values, process.env, { alsoKept: true });
  if (!values.json) console.log(`Reconciling ${formatCount(rows.length)} rows with the ledger of ${target.name}…`);
  const result = await inTables(target, ({ client, tables }) =>
    reconcileReport(rows, { client, tables, processor, indexShards, missingAfterDays, now: Date.now() }),
  );
  if (values.json) console.log(JSON.stringify({ ...result, breaks: result.breaks.map(shownBreak) }));
  else print(result);
  if (result.breaks.length > 0 || result.changed.length > 0) process.exitCode = 1;
}

function formatFrom(text: string | undefined): SettlementFormatName {
  const format = settlementFormatNames.find((name) => name === text);
  if (format !== undefined) return format;
  throw new Refusal(`Name the format of the file: --format ${settlementFormatNames.join(' or --format ')}.`);
}

function wholeFrom(option: string, text: string, least: number, most: number): number {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new Refusal(`--${option} ${text} is not a whole number from ${least} to ${most}.`);
}

/** All rows of a file, so that a bad one ends the run before anything is written. */
async function rowsIn(path: string, format: SettlementFormatName): Promise<SettlementRow[]> {
  const file = await open(path).catch((error: unknown) => {
    throw fileRefusal(error, path, 'read');
  });
  const rows: SettlementRow[] = [];
  for await (const row of settlementRows(file.createReadStream(), settlementFormats[format])) rows.push(row);
  return rows;
}

const shownBreak = ({ difference, ageDays, ...one }: Break) => ({
  ...one,
  age_days: ageDays,
  difference: difference.map((money) => ({ currency: money.currency, amount: formatAmount(money) })),
});

function print({ rows, changed, posted, outcomes, breaks }: Reconciliation): void {
  for (const { id, outcome, kind, reference, difference, ageDays } of breaks) {
    const amounts = difference.map((money) => `${formatAmount(money)} ${money.currency}`).join(', ');
    console.log(`${outcome}, ${id}, ${kind} ${reference ?? 'without a reference'}, ${amounts}, ${ageDays} days`);
  }
  for (const id of changed) console.log(`row ${id} came before with another content, which is kept`);
  console.log(
    `${formatCount(rows.stored)} rows are new, ${formatCount(rows.known)} were known. ${formatCount(posted)} entries posted.`,
  );
  const counts = Object.entries(outcomes).map(
    ([outcome, count]) => `${formatCount(count)} ${outcome.replaceAll('_', ' ')}`,
  );
  console.log(`All rows and events: ${counts.join(', ')}. ${formatCount(breaks.length)} breaks are open.`);
}

await command(reconcile);
