import * as z from 'zod/mini';
import { isCurrency } from '../domain/currency.ts';
import { readMoney } from '../domain/money.ts';
import { methods } from '../domain/payment-fields.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Abilities } from './abilities.ts';
import type { Charge } from './port.ts';

/**
 * A rule of a stage: payments that match it go to its processor. A condition that is left out matches everything. Amounts
 * are decimals, and say nothing without exactly one currency.
 */
const Route = z.lazy(() =>
  z.strictObject(
    {
      processor: z.string('is no text'),
      methods: z.optional(listOf(z.enum(methods, `is none of ${methods.join(', ')}`))),
      currencies: z.optional(listOf(z.string('is no text').check(z.refine(isCurrency, 'is no currency')))),
      /** Smallest amount, inclusive. */
      from: z.optional(z.string('is no text')),
      /** Largest amount, inclusive. */
      upTo: z.optional(z.string('is no text')),
    },
    {
      error: (issue) => (issue.code === 'unrecognized_keys' ? `there is no ${issue.keys.join(', ')}` : 'is no object'),
    },
  ),
);

function listOf<Item extends z.core.$ZodType>(item: Item) {
  return z.array(item, 'is no list').check(z.minLength(1, 'is empty'));
}

export type ProcessorRoute = Readonly<z.output<typeof Route>>;

/** Why the text of a stage's routes cannot be used. */
class RoutesError extends Error {
  override readonly name = 'RoutesError';
}

/** Reads the routes of a stage, a JSON array. Throws RoutesError, which says what is wrong with which route. */
export function readRoutes(text: string, processors: readonly string[]): readonly ProcessorRoute[] {
  const read = z.array(Route, 'is no list').safeParse(parsed(text));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new RoutesError(`routes${issue?.path.map((step) => `/${String(step)}`).join('')}: ${issue?.message}`);
  }
  read.data.forEach((route, index) => {
    const mistake = mistakeIn(route, processors);
    if (mistake !== undefined) throw new RoutesError(`routes/${index}: ${mistake}`);
  });
  return read.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RoutesError('routes must be a JSON array');
  }
}

function mistakeIn(
  { processor, currencies, from, upTo }: ProcessorRoute,
  processors: readonly string[],
): string | undefined {
  if (!processors.includes(processor))
    return `${processor} is not among the stage's processors, ${processors.join(', ')}`;
  const amounts = [from, upTo].filter((amount) => amount !== undefined);
  if (amounts.length === 0) return undefined;
  const [currency, ...others] = currencies ?? [];
  if (currency === undefined || others.length > 0) return 'from and upTo need exactly one currency';
  return amounts.map((amount) => mistakeOf(amount, currency)).find((mistake) => mistake !== undefined);
}

function mistakeOf(amount: string, currency: string): string | undefined {
  try {
    readMoney(amount, currency);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return `${amount} is no amount in ${currency}: ${error.message}`;
    throw error;
  }
}

type Routed = Pick<
  Charge,
  'amount' | 'method' | 'token' | 'customer' | 'mayAskCustomer' | 'offSession' | 'returnUrl' | 'captureLater'
>;
type Routable = Readonly<{
  name: string;
  can: Pick<Abilities, 'currencies' | 'methods' | 'takesToken' | 'chargesAlone' | 'needsReturnUrl' | 'holdsMethods'>;
}>;

/**
 * The processors that can take a payment, the preferred one first: those of the routes that match, in their order, then the
 * others in the order of the stage. If none can take it, the first one, whose refusal names the reason.
 */
export function candidatesOf<One extends Routable>(
  charge: Routed,
  routes: readonly ProcessorRoute[],
  processors: readonly One[],
): readonly One[] {
  const routed = routes
    .filter((route) => matches(route, charge))
    .map(({ processor }) => processors.find(({ name }) => name === processor))
    .filter((one) => one !== undefined);
  const ordered = [...new Set([...routed, ...processors])];
  const able = ordered.filter(({ can }) => takes(can, charge));
  return able.length > 0 ? able : ordered.slice(0, 1);
}

function takes(can: Routable['can'], charge: Routed): boolean {
  const { amount, method, token, customer, mayAskCustomer, offSession, returnUrl, captureLater } = charge;
  const tokens = [token, customer].filter((one) => one !== undefined);
  return (
    can.currencies.has(amount.currency) &&
    can.methods.has(method) &&
    tokens.every((one) => can.takesToken(one)) &&
    (can.chargesAlone || (mayAskCustomer && !offSession)) &&
    (!can.needsReturnUrl || returnUrl !== undefined) &&
    (!captureLater || can.holdsMethods.has(method))
  );
}

function matches({ methods, currencies, from, upTo }: ProcessorRoute, { amount, method }: Routed): boolean {
  const minorOf = (text: string) => readMoney(text, amount.currency).minor;
  return (
    (methods === undefined || methods.includes(method)) &&
    (currencies === undefined || currencies.includes(amount.currency)) &&
    (from === undefined || amount.minor >= minorOf(from)) &&
    (upTo === undefined || amount.minor <= minorOf(upTo))
  );
}
