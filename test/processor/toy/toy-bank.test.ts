import type { IncomingResponse, OutgoingRequest } from '../../../src/runtime/http-call.ts';
import { heldIo } from '../../support/held-io.ts';
import { describeProcessor, eur } from '../contract.ts';
import { losing } from '../losing.ts';
import { toyBank } from './toy-bank.ts';

type Asked = Readonly<{ do?: string; minor?: number; token?: string; hold?: boolean; key?: string }>;
type Account = { id: string; state: string; minor: number; reason: string; asked: Asked; refunds: Map<string, number> };

/** The toy bank itself. */
class MemoryToyBank {
  readonly accounts: Account[] = [];

  readonly call = async (url: string, { body }: OutgoingRequest): Promise<IncomingResponse> => {
    const [, , id, , refund] = new URL(url).pathname.split('/');
    const asked: Asked | undefined = body === undefined ? undefined : JSON.parse(body);
    const account = id === undefined ? this.#open(asked ?? {}) : this.accounts.find((one) => one.id === id);
    if (account === undefined) return answered(404, {});
    if (refund !== undefined) return answered(200, this.#refund(account, refund, asked));
    const state = asked?.do === undefined ? account.state : next(account, asked);
    if (state === undefined) return answered(409, {});
    account.state = state;
    return answered(200, account);
  };

  books(id: string) {
    const account = this.accounts.find((one) => one.id === id);
    const returned = [...(account?.refunds.values() ?? [])].reduce((sum, minor) => sum + minor, 0);
    return { taken: BigInt(account?.state === 'taken' ? account.minor : 0), returned: BigInt(returned) };
  }

  #open(asked: Asked): Account {
    const known = this.accounts.find((one) => one.asked.key === asked.key);
    if (known !== undefined) return known;
    const id = `a${this.accounts.length}`;
    const account = { id, state: 'new', minor: asked.minor ?? 0, reason: 'no', asked, refunds: new Map() };
    this.accounts.push(account);
    return account;
  }

  #refund({ refunds }: Account, id: string, asked: Asked | undefined) {
    if (asked !== undefined) refunds.set(id, asked.minor ?? 0);
    return { state: refunds.has(id) ? 'done' : 'none' };
  }
}

/** The state that an action leads to; undefined if it is not one for the state that the account has. */
function next(account: Account, { do: action, minor }: Asked): string | undefined {
  const { state, asked } = account;
  if (action === 'close') return state === 'taken' ? 'taken' : 'closed';
  if (action === 'execute' && state === 'new') {
    if (asked.token === 'declines') return 'refused';
    return asked.hold ? 'held' : 'taken';
  }
  if (action !== 'take' || state !== 'held') return undefined;
  account.minor = minor ?? account.minor;
  return 'taken';
}

const answered = (status: number, body: object): IncomingResponse => ({
  status,
  headers: new Headers(),
  body: new Blob([JSON.stringify(body)]).stream(),
});

describeProcessor('A toy bank', async () => {
  const bank = new MemoryToyBank();
  const { call, network } = losing(bank.call);
  return {
    processor: toyBank(heldIo(call).io),
    tokens: { pays: 'pays', declines: 'declines', asks: undefined },
    books: async ({ id }) => bank.books(id),
    customer: undefined,
    network,
    unsendable: eur(1_000_001n),
  };
});
