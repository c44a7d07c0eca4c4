import { once } from 'node:events';
import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../hermetic/process/command.ts';
import { runNode } from '../tools/deploy/run-program.ts';
import { hasPython } from './python.ts';
import { startFront } from './stripe/front.ts';
import type { Judge } from './stripe/judge.ts';
import { startLocalstripe } from './stripe/localstripe.ts';
import { hasGo, startStripeMock } from './stripe/stripe-mock.ts';

const help = `npm run stripe:judges -- [options] [words for vitest]

Starts localstripe (needs Python) and stripe-mock (needs Go), runs every test of the Stripe adapter against them, and
stops them. Neither is Stripe: no request leaves this machine.

  --stay     run no tests: serve both at one address until Ctrl+C, for npm start -- --processor stripe
  --port N   port of that address (8420)
  --help     this text`;

await command(async () => {
  const { values, positionals } = parsedArguments({
    options: { stay: { type: 'boolean' }, port: { type: 'string', default: '8420' }, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.help) return console.log(help);
  const judges: Judge[] = [];
  try {
    const localstripe = await started(judges, startLocalstripe, hasPython(), 'localstripe', 'Python 3.10');
    const stripeMock = await started(judges, startStripeMock, hasGo(), 'stripe-mock', 'Go');
    await (values.stay
      ? stay(Number(values.port), localstripe, stripeMock)
      : test(positionals, localstripe, stripeMock));
  } finally {
    await Promise.all(judges.map(({ end }) => end()));
  }
});

async function started(judges: Judge[], start: () => Promise<Judge>, isPossible: boolean, name: string, needs: string) {
  if (!isPossible) {
    console.log(`SKIPPED: ${name} needs ${needs}, which is not installed.`);
    return undefined;
  }
  const judge = await start();
  judges.push(judge);
  console.log(`${name} answers at ${judge.url}; its log is ${judge.log}`);
  return judge.url;
}

/** Includes the unit tests: stripe-mock checks every request that they send. */
async function test(
  given: readonly string[],
  localstripe: string | undefined,
  stripeMock: string | undefined,
): Promise<void> {
  const projects = ['--project', 'unit', '--project', 'soak'];
  const report = '--outputFile.json=.build/stripe-judges-results.json';
  const words = given.length === 0 ? ['test/processor'] : given;
  // One file at a time: they share localstripe, which one of them empties.
  const one = '--no-file-parallelism';
  await runNode(['node_modules/vitest/vitest.mjs', 'run', ...projects, report, one, ...words], {
    ...process.env,
    ...(localstripe !== undefined && { LOCALSTRIPE_URL: localstripe }),
    ...(stripeMock !== undefined && { STRIPE_MOCK_URL: stripeMock }),
  });
}

async function stay(port: number, localstripe: string | undefined, stripeMock: string | undefined): Promise<void> {
  if (localstripe === undefined)
    throw new CommandRefusal('--stay needs localstripe, which needs Python 3.10 or newer: https://www.python.org', 1);
  const { url } = await startFront(port, { localstripe, stripeMock });
  console.log(`\nSTRIPE_SECRET_KEY=sk_test_123 npm start -- --processor stripe --stripe-url ${url}`);
  console.log('Payment methods: pm_card_visa pays, pm_card_chargeCustomerFail is declined. Ctrl+C ends.\n');
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}
