import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../hermetic/process/command.ts';
import { formatCount } from './data/progress.ts';
import { countLedger, repairBalances } from './data/repair-balances.ts';
import { type LedgerReport, nameOf } from './data/verify-ledger.ts';
import { anyStageHelp, inTables, targetFrom, targetOptions } from './seed/target.ts';

const help = `npm run ledger -- verify [options]: checks that the ledger adds up and is as it was sealed.

  Compares every entry with the seal of its day, the seals with each other, and the balances with the sum of all entries.
  Names the day and the item of each change. Reads the whole events table; keeps a hash of each item in memory.

  --repair             correct the balances by the sum of the entries, which are what is backed up
${anyStageHelp}
  --json               print the result as one JSON object
  --help               this text

Exit code 1 if something is not as it was sealed, or does not add up.`;

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
  const { report, differences } = await inTables(target, values.repair ? repairBalances : countLedger);
  const shown = differences.map((one) => ({ balance: nameOf(one), lacks_minor: String(one.minor) }));
  const { entries, days, sealedTo: sealed_to = null, problems } = report;
  const isRepaired = values.repair && differences.length > 0;
  const result = { entries, days, sealed_to, problems, balances: shown, repaired: isRepaired };
  if (values.json) console.log(JSON.stringify(result));
  else print(report, shown, isRepaired);
  if (problems.length > 0 || (differences.length > 0 && !isRepaired)) process.exitCode = 1;
}

type Shown = readonly Readonly<{ balance: string; lacks_minor: string }>[];

function print({ entries, days, sealedTo, problems }: LedgerReport, balances: Shown, isRepaired: boolean): void {
  for (const { day, shard, item, problem } of problems) {
    console.log([day && `day ${day}#${shard}`, item, problem].filter((part) => part !== undefined).join(', '));
  }
  for (const { balance, lacks_minor } of balances) {
    console.log(`balance ${balance} ${isRepaired ? 'lacked' : 'lacks'} ${lacks_minor} minor units`);
  }
  const result = problems.length === 0 && balances.length === 0 ? 'Everything adds up.' : 'Not everything adds up.';
  const sealed = `${formatCount(days)} sealed days${sealedTo === undefined ? '' : `, the last of them ${sealedTo}`}`;
  console.log(`${formatCount(entries)} entries, ${sealed}. ${isRepaired ? 'Balances repaired.' : result}`);
}

await command(ledger);
