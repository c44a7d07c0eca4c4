import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../hermetic/process/command.ts';
import { eventTableItems, storedBalances } from './data/ledger-items.ts';
import { formatCount } from './data/progress.ts';
import { balanceDifferences, type LedgerReport, nameOf, sameBalances, verifyLedger } from './data/verify-ledger.ts';
import { addToBalances } from './data/write-entries.ts';
import { anyStageHelp, inTables, type Target, targetFrom, targetOptions } from './seed/target.ts';

const help = `npm run ledger -- verify [options]: checks that the ledger adds up and is as it was sealed.

  Compares every entry with the seal of its day, the seals with each other, and the balances with the sum of all entries.
  Names the day and the item of each change. Reads the whole events table; keeps a hash of each item in memory.

  --repair             correct the balances by the sum of the entries, which are what is backed up
${anyStageHelp}
  --json               print the result as one JSON object
  --help               this text

Exit code 1 if something is not as it was sealed, or does not add up.`;

/** Entries that are recorded during the count are in some of its figures: it is then repeated. */
const mostCounts = 5;

async function ledger(): Promise<void> {
  const { values, positionals } = parsedArguments({
    allowPositionals: true,
    options: {
      ...targetOptions,
      repair: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  if (positionals.length !== 1 || positionals[0] !== 'verify') {
    throw new CommandRefusal('Say what to do: npm run ledger -- verify. --help lists all options.');
  }
  const target = await targetFrom(values, process.env, { alsoKept: true });
  if (!values.json) console.log(`Verifying the ledger of ${target.name}…`);
  const { report, differences } = await inTables(target, counted);
  if (values.repair) await inTables(target, (stage) => addToBalances(differences, stage));
  const shown = differences.map((one) => ({ balance: nameOf(one), lacks_minor: String(one.minor) }));
  const { entries, days, problems } = report;
  const isRepaired = values.repair && differences.length > 0;
  if (values.json) console.log(JSON.stringify({ entries, days, problems, balances: shown, repaired: isRepaired }));
  else print(report, shown, isRepaired);
  if (problems.length > 0 || (differences.length > 0 && !isRepaired)) process.exitCode = 1;
}

async function counted({ client, tables }: Target) {
  for (let count = 0; count < mostCounts; count++) {
    const before = await storedBalances(client, tables.projections);
    const report = await verifyLedger(eventTableItems(client, tables.events));
    const after = await storedBalances(client, tables.projections);
    if (sameBalances(before, after)) return { report, differences: balanceDifferences(after, report.recounted) };
  }
  throw new CommandRefusal('Entries were recorded during every count: run it again when there is less traffic.', 1);
}

type Shown = readonly Readonly<{ balance: string; lacks_minor: string }>[];

function print({ entries, days, problems }: LedgerReport, balances: Shown, isRepaired: boolean): void {
  for (const { day, shard, item, problem } of problems) {
    console.log([day && `day ${day}#${shard}`, item, problem].filter((part) => part !== undefined).join(', '));
  }
  for (const { balance, lacks_minor } of balances) {
    console.log(`balance ${balance} ${isRepaired ? 'lacked' : 'lacks'} ${lacks_minor} minor units`);
  }
  const result = problems.length === 0 && balances.length === 0 ? 'Everything adds up.' : 'Not everything adds up.';
  console.log(
    `${formatCount(entries)} entries, ${formatCount(days)} sealed days. ${isRepaired ? 'Balances repaired.' : result}`,
  );
}

await command(ledger);
