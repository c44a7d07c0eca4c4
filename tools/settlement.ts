import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../hermetic/process/command.ts';
import { writeLines } from './data/files.ts';
import { formatCount } from './data/progress.ts';
import { keptRow } from './data/reconcile-settlement.ts';
import { plainSettlementLines } from './data/settlement-csv.ts';
import { simulatedSettlement, storedPayments } from './data/simulated-settlement.ts';
import { anyStageHelp, inTables, targetFrom, targetOptions } from './seed/target.ts';

const help = `npm run settlement -- [options] FILE.csv: writes the settlement report of the simulated processor to a new file.

  Has each charge with its fee, each refund and dispute, and a payout for each day and currency, for npm run reconcile -- --format csv.
  What came after a payout that was reconciled is another payout.
  Imported and seeded payments were settled elsewhere, so they are not in it.

  --pay-out-today      pay today out as well, which is otherwise paid out tomorrow
${anyStageHelp}
  --json               print the result as one JSON object
  --help               this text`;

async function settlement(): Promise<void> {
  const { values, positionals } = parsedArguments({
    allowPositionals: true,
    options: {
      ...targetOptions,
      'pay-out-today': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const [path] = positionals;
  if (path === undefined || positionals.length > 1)
    throw new CommandRefusal('Name one file: npm run settlement -- report.csv');
  const target = await targetFrom(values, process.env, { alsoKept: true });
  const options = { today: new Date(target.now()).toISOString().slice(0, 10), payOutToday: values['pay-out-today'] };
  const rows = await inTables(target, ({ client, tables }) =>
    simulatedSettlement(storedPayments(client, tables.payments), {
      ...options,
      reported: (id) => keptRow('simulated', id, { client, tables }),
    }),
  );
  await writeLines(path, plainSettlementLines(rows));
  const payouts = rows.filter(({ kind }) => kind === 'payout').length;
  if (values.json) return console.log(JSON.stringify({ rows: rows.length, payouts }));
  console.log(`${formatCount(rows.length)} rows, ${formatCount(payouts)} of them payouts, in ${path}.`);
}

await command(settlement);
