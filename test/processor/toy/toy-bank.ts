import * as z from 'zod/mini';
import { currencies } from '../../../src/domain/currency.ts';
import type { Money } from '../../../src/domain/money.ts';
import { methods } from '../../../src/domain/payment-fields.ts';
import { Refusal } from '../../../src/domain/refusal.ts';
import {
  type Charge,
  type Intent,
  type Observation,
  type Processor,
  ProcessorTrouble,
} from '../../../src/processor/port.ts';
import { type ProviderIo, providerHttp } from '../../../src/processor/provider-http.ts';

const Account = z.object({ id: z.string(), state: z.string(), minor: z.number(), reason: z.optional(z.string()) });
const Refund = z.object({ state: z.string() });

const most = 1_000_000n;

/**
 * The smallest adapter that keeps the contract: a bank of two endpoints, whose accounts move from `new` to `held`, `taken`,
 * `refused` or `closed`. It shows what a third processor takes: test/compiler/new-processor.soak.test.ts.
 */
export function toyBank(io: ProviderIo): Processor {
  const send = providerHttp(io, 'the toy bank');

  async function ask<Schema extends z.ZodMiniType>(
    schema: Schema,
    path: string,
    asked?: object,
  ): Promise<z.output<Schema>> {
    const answer = await send({
      method: asked === undefined ? 'GET' : 'POST',
      url: `https://toy.example.com/${path}`,
      headers: { 'Content-Type': 'application/json' },
      body: asked && JSON.stringify(asked),
    });
    if (answer.status === 409) throw new ProcessorTrouble('wrong_state', 'the account is in another state');
    const read = schema.safeParse(answer.body);
    if (answer.status === 200 && read.success) return read.data;
    throw new ProcessorTrouble('unknown', `the toy bank answered ${answer.status}`);
  }

  const act = async (intent: Intent, charge: Charge, asked?: object) =>
    observationOf(await ask(Account, pathOf(intent), asked), charge);

  return {
    name: 'toy',
    can: {
      currencies: new Set(currencies),
      methods: new Set(methods),
      partialCapture: true,
      keysForMs: 86_400_000,
      refundsMayComeBack: false,
      authorizationsLapse: false,
      takesToken: () => true,
      chargesAlone: true,
      needsReturnUrl: false,
      holdsMethods: new Set(methods),
      openIsLocal: false,
    },
    async open(key, { amount, token, captureLater }) {
      if (amount.minor > most)
        throw new Refusal('amount_too_large', 'the toy bank takes no more', { field: '/amount' });
      const { id } = await ask(Account, 'accounts', { key, minor: Number(amount.minor), token, hold: captureLater });
      return { processor: 'toy', account: 'own', id };
    },
    execute: (intent, charge) => act(intent, charge, { do: 'execute' }),
    observe: (intent, charge) => act(intent, charge),
    fence: (intent, charge) => act(intent, charge, { do: 'close' }),
    capture: (intent, charge, amount) => act(intent, charge, { do: 'take', minor: Number(amount.minor) }),
    async refund(intent, _charge, { id, amount }) {
      await ask(Refund, `${pathOf(intent)}/refunds/${id}`, { minor: Number(amount.minor) });
      return { state: 'returned', reference: id };
    },
    async observeRefund(intent, _charge, { id }) {
      const { state } = await ask(Refund, `${pathOf(intent)}/refunds/${id}`);
      return state === 'done' ? { state: 'returned', reference: id } : { state: 'absent' };
    },
    clientSecret: undefined,
    readEvent: undefined,
  };
}

function pathOf({ processor, account, id }: Intent): string {
  if (processor === 'toy' && account === 'own') return `accounts/${id}`;
  throw new ProcessorTrouble('misconfigured', `the payment is with ${processor}, account ${account}`);
}

function observationOf({ id, state, minor, reason = '' }: z.output<typeof Account>, { amount }: Charge): Observation {
  const money: Money = { minor: BigInt(minor), currency: amount.currency };
  switch (state) {
    case 'new':
      return { state: 'ready' };
    case 'held':
      return { state: 'authorized', capturable: money, reference: id, until: undefined };
    case 'taken':
      return { state: 'captured', captured: money, reference: id, fee: undefined };
    case 'refused':
      return { state: 'refused', code: 'card_declined', raw: reason };
    case 'closed':
      return { state: 'dead', code: 'abandoned', raw: 'closed' };
    default:
      throw new ProcessorTrouble('unknown', 'this version knows no such state of the toy bank');
  }
}
