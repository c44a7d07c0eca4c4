import { parsedArguments } from '../../hermetic/process/arguments.ts';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { formatCount, progress } from '../data/progress.ts';
import { type Missed, type MissedEvents, recordMissed } from '../data/record-missed-events.ts';
import { anyStageHelp, inTables, targetFrom, targetOptions } from '../seed/target.ts';
import { shardsFrom } from './index-shards.ts';

const help = `npm run events -- record --payment ID | --since TIME [options]: records events that project-payments missed.

  Its record was parked, or given up as a dead letter. Each event that is absent is recorded as the worker would have: counted, in
  the balances of the ledger, and sent to all who get it. Events that are there stay as they are, so the command may be repeated. The
  rows by which workers and lists find the payments are put as well. Events that happened too long ago for their day are posted now.

  Not for payments of before the first release with the events table: those are for backfill, which counts and sends nothing.

  --payment ID         the events of this payment
  --since TIME         all events since then: 2026-11-28T10:00:00Z. Reads every payment. An event has the date on which it
                       happened: an imported one that of its file, a refund or dispute the processor's
  --index-shards N     the stage's indexShards (1)
${anyStageHelp}
  --json               print the result as one JSON object
  --help               this text

Exit code 1 if a payment cannot be read by this version.`;

/** Records the events that the worker of the stream missed. */
export async function recordMissedEvents(): Promise<void> {
  const { values, positionals } = parsedArguments({
    allowPositionals: true,
    options: {
      ...targetOptions,
      payment: { type: 'string' },
      since: { type: 'string' },
      'index-shards': { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const missed = missedFrom(values.payment, values.since);
  if (missed === undefined || positionals.length !== 1) {
    throw new CommandRefusal(
      'Say which: npm run events -- record --payment ID, or --since TIME. --help lists all options.',
    );
  }
  const indexShards = shardsFrom(values['index-shards']);
  const target = await targetFrom(values, process.env, { alsoKept: true });
  const shown = progress('payments', { quiet: values.json });
  const found = await inTables(target, ({ client, tables, now }) =>
    recordMissed(missed, { client, tables, indexShards, now }, (count) => shown.show(undefined, count)),
  ).finally(shown.end);
  if (values.json) console.log(JSON.stringify(found));
  else print(found);
  if (found.unreadable.length > 0) process.exitCode = 1;
}

function missedFrom(paymentId: string | undefined, since: string | undefined): Missed | undefined {
  if (paymentId !== undefined) return since === undefined ? { paymentId } : undefined;
  if (since === undefined) return undefined;
  const from = new Date(since);
  if (!Number.isNaN(from.getTime())) return { since: from.toISOString() };
  throw new CommandRefusal(`--since ${since} must be a date and time, like 2026-11-28T10:00:00Z.`);
}

function print({ payments, recorded, present, unreadable }: MissedEvents): void {
  console.log(
    `${formatCount(recorded)} events of ${formatCount(payments)} payments recorded, ${formatCount(present)} were there.`,
  );
  for (const id of unreadable)
    console.log(`Payment ${id} cannot be read by this version: none of its events was recorded.`);
}
