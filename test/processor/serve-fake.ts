import { createInterface } from 'node:readline';
import { parsedArguments } from '../../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../../hermetic/process/command.ts';
import type { Io } from '../../src/runtime/io.ts';
import { serveCall } from '../support/serve-call.ts';
import { MemoryMollie } from './mollie/memory-mollie.ts';
import { MemoryStripe } from './stripe/memory-stripe.ts';

const help = `node test/processor/serve-fake.ts stripe|mollie [--port N]

Serves one of this project's fakes of a provider, for npm start -- --processor stripe,mollie (docs/processors.md), and
prints each request that it gets. Ctrl+C is an outage; Ctrl+Z silences it, and fg lets it go on.

Its customers are lines of the standard input, with the id of a payment: "pays tr_1", "declines tr_1", "expires tr_1" at
Mollie, "pays pi_1" and "expires pi_1" at Stripe.`;

type Fake = Readonly<{ call: Io['call']; key: string; customers: Readonly<Record<string, (id: string) => void>> }>;

const fakes: Readonly<Record<string, () => Fake>> = {
  stripe() {
    const stripe = new MemoryStripe();
    const customers = { pays: (id: string) => stripe.payInBrowser(id), expires: (id: string) => stripe.expire(id) };
    return { call: stripe.call, key: 'sk_test_1', customers };
  },
  mollie() {
    const mollie = new MemoryMollie();
    const customers = {
      pays: (id: string) => void mollie.pay(id, 'pays'),
      declines: (id: string) => void mollie.pay(id, 'declines'),
      expires: (id: string) => mollie.expire(id),
    };
    return { call: mollie.call, key: 'test_1', customers };
  },
};

const { values, positionals } = parsedArguments({
  options: { port: { type: 'string', default: '0' }, help: { type: 'boolean' } },
  allowPositionals: true,
});

await command(async () => {
  if (values.help) return console.log(help);
  const fake = fakes[positionals[0] ?? '']?.();
  if (fake === undefined) throw new CommandRefusal('Name the provider to serve: stripe or mollie.', 2);
  const { url } = await serveCall(printing(fake.call), fake.key, Number(values.port));
  console.log(`${positionals[0]} answers at ${url} with the key ${fake.key}`);
  for await (const line of createInterface({ input: process.stdin })) {
    const [does = '', id = ''] = line.trim().split(/\s+/);
    try {
      fake.customers[does]?.(id);
    } catch {
      console.log(`no payment ${id}`);
    }
  }
  await new Promise(() => undefined);
});

function printing(call: Io['call']): Io['call'] {
  return async (url, request) => {
    const answer = await call(url, request);
    console.log(`${request.method} ${new URL(url).pathname} → ${answer.status}`);
    return answer;
  };
}
