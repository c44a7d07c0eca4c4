import type { Random } from '../../test/support/random.ts';
import type { Wish } from './operations.ts';
import {
  chargeTrip,
  close,
  createByCustomer,
  createWithoutKey,
  lookUp,
  payByKey,
  payOrder,
  payWithoutKey,
  process,
  reads,
  refund,
  refundWithoutKey,
  requestPayment,
  withNewField,
} from './wishes.ts';

export const profiles = [
  'orders',
  /** One order, declined often, wanted for two amounts, and begun again by whoever comes next, while writes of earlier tries still arrive. */
  'declines',
  'keys',
  'trips',
  'refunds',
  'refusals',
  'holds',
  'rpc',
  'guarded',
  /** Clients that know nothing of keys, while functions freeze at their beginning and a sweeper whose clock is ahead takes over. */
  'keyless',
  'mixed',
] as const;
export type Profile = (typeof profiles)[number];

/** The requests of one run and their clients. */
export type Workload = Readonly<{
  profile: Profile;
  /** Many clients on few identities, all within the time of a lease; else a few, spread over it. */
  dense: boolean;
  /** Whether the stage allows an order one live payment. */
  orderGuard: boolean;
  wishes: readonly Wish[];
  /** Nobody comes back for these: only whoever meets them, or the sweeper, may finish them. */
  abandoned: ReadonlySet<string>;
}>;

/** `focus` leaves the profile to whoever knows where to look. */
export function workloadOf(random: Random, focus?: Profile): Workload {
  const drawn = random.pick(profiles);
  const profile = focus ?? drawn;
  const dense = random.whole(2) === 0;
  const orderGuard = profile === 'guarded' && random.whole(3) > 0;
  const creates = profile === 'guarded' ? guardedOf(orderGuard, dense, random) : createsOf(profile, dense, random);
  const some = (percent: number) => creates.filter(() => random.whole(100) < percent);
  const changes = [
    ...creates,
    ...some(profile === 'refunds' ? 100 : 25).flatMap((one) => refundsOf(one, dense, random)),
    ...(profile === 'refusals' ? rivalRefundsOf(creates, random) : []),
    ...some(profile === 'holds' ? 100 : 15).flatMap((one) => closingsOf(one, dense, random)),
    ...some(40).map((one) => random.pick(reads(one))),
    ...some(10).filter(hasNewField).map(withNewField),
  ];
  const lookUps = changes.flatMap((one) => lookUpsOf(one, random));
  const wishes = [...changes, ...lookUps, ...withoutKeys(profile, creates, random)];
  const abandons = random.whole(2) === 0 ? 40 : 0;
  const identities = [...new Set(wishes.map(({ identity }) => identity))];
  return {
    profile,
    dense,
    orderGuard,
    wishes,
    abandoned: new Set(identities.filter(() => random.whole(100) < abandons)),
  };
}

function createsOf(profile: Exclude<Profile, 'guarded'>, dense: boolean, random: Random): Wish[] {
  switch (profile) {
    case 'declines':
      return Array.from({ length: 4 + random.whole(6) }, () => payOrder('o1', random.pick(['5.00', '5.00', '6.40'])));
    case 'orders':
      return two(random, (n) =>
        repeated(
          [payOrder(`o${n}`, '5.00'), payOrder(`o${n}`, '6.40', `ok${n}`), payOrder(`o${n}`, '0')],
          dense,
          random,
        ),
      );
    case 'keys':
      return two(random, (n) => repeated([payByKey(`k${n}`, '25.00'), payByKey(`k${n}`, '26.00')], dense, random));
    case 'trips':
      return two(random, (n) => tripsOf(`T${n}`, dense, random));
    case 'refunds':
      return repeated([payByKey('k1', '25.00'), payOrder('o1', '25.00')], dense, random);
    case 'refusals':
      return [payByKey('k1', '25.00'), payByKey('k1', '25.00')];
    case 'holds':
      return repeated(
        [
          payByKey('h1', '25.00', { capture: false }),
          createByCustomer('c1', 'h2', '25.00'),
          // With a token, a refusal ends the attempt: nobody chooses another card.
          payByKey('h3', '25.00', { capture: false, payment_method: 'pm_card' }),
        ],
        dense,
        random,
      );
    case 'rpc':
      return repeated(
        [
          requestPayment('o1', 'k1234567', '25.00'),
          requestPayment('o1', 'k1234567', '26.00'),
          createByCustomer('c1', 'c1', '9.00'),
        ],
        dense,
        random,
      );
    case 'keyless':
      return [payByKey('k1', '25.00')];
    case 'mixed':
      return [
        ...repeated([payOrder('o1', '5.00'), payOrder('o1', '6.40'), payByKey('k1', '25.00')], false, random),
        ...tripsOf('T1', false, random),
        ...repeated([payByKey('h1', '25.00', { capture: false })], false, random),
      ];
  }
}

/** Their ids are drawn, so they are left out where runs are compared by the ids of their payments. */
function withoutKeys(profile: Profile, [paid]: readonly Wish[], random: Random): Wish[] {
  const pay = (n: number) => payWithoutKey(`client ${n}`, '12.00');
  if (profile === 'keys' || profile === 'mixed') return Array.from({ length: random.whole(3) }, (_, n) => pay(n));
  if (profile !== 'keyless' || paid === undefined) return [];
  const refundOf = (amount: string) => refundWithoutKey(paid.paymentId, amount === 'all' ? undefined : amount);
  const some = (of: (n: number) => Wish) => Array.from({ length: 1 + random.whole(3) }, (_, n) => of(n));
  return [
    ...some((n) => (random.whole(2) === 0 ? pay(n) : createWithoutKey(`c${n}`, '12.00'))),
    ...some(() => ({ ...refundOf(random.pick(['all', '3.00', '3.00', '20.00'])), afterMs: 300 + random.whole(1_000) })),
  ];
}

/** RPCs have none: their messages are declared in protos. */
const hasNewField = ({ request }: Wish) => !request.includes('PaymentService');

const two = (random: Random, of: (n: number) => Wish[]): Wish[] => [...of(1), ...(random.whole(3) === 0 ? of(2) : [])];

/** The first wish several times; of the others, each now and then. */
function repeated(wishes: readonly Wish[], dense: boolean, random: Random): Wish[] {
  const most = dense ? 4 : 2;
  return wishes.flatMap((wish, index) => {
    const isOdd = index > 0 && wish.identity === wishes[0]?.identity;
    if (isOdd && random.whole(2) === 0) return [];
    return Array.from({ length: 1 + random.whole(isOdd ? 2 : most) }, () => wish);
  });
}

/** A trip that is wanted by several keys, one of them for another method, or only to be authorized. */
function tripsOf(trip: string, dense: boolean, random: Random): Wish[] {
  const keys = Array.from({ length: 2 + random.whole(dense ? 3 : 2) }, (_, number) => `${trip}-k${number}`);
  return keys.flatMap((key, number) => {
    const kind = random.whole(10);
    if (kind === 0) return [payByKey(key, '9.00', { trip_id: trip, capture: false })];
    if (kind === 1) return [payByKey(key, '9.00', { trip_id: trip })];
    if (kind === 2) return [chargeTrip(trip, key, 'CARD'), chargeTrip(trip, key, 'WALLET')];
    return Array.from({ length: 1 + random.whole(number === 0 ? 2 : 1) }, () => chargeTrip(trip, key, 'CARD'));
  });
}

/** An order that is wanted by several keys and endpoints; without the stage's guard, each request asks for it. */
function guardedOf(orderGuard: boolean, dense: boolean, random: Random): Wish[] {
  const keys = Array.from({ length: 2 + random.whole(dense ? 3 : 2) }, (_, number) => `o1-k${number}-abc`);
  const guard = orderGuard ? {} : { one_payment_per_order: true as const };
  const byKey = keys.flatMap((key) => {
    const kind = random.whole(10);
    if (orderGuard && kind < 3) return [requestPayment('o1', key, '5.00')];
    if (kind === 3) return [payByKey(key, '5.00', { order_id: 'o1', capture: false, ...guard })];
    if (kind === 4) return [payByKey(key, '5.00', { order_id: 'o1', trip_id: 'T1', ...guard })];
    if (kind === 5) return [payByKey(key, '5.00', { order_id: 'o1', one_payment_per_order: true })];
    return Array.from({ length: 1 + random.whole(2) }, () => payByKey(key, '5.00', { order_id: 'o1', ...guard }));
  });
  // A payment of an order may fail and be begun again while others take the order: many tries make that happen.
  const tries = Array.from({ length: 1 + random.whole(5) }, () => payOrder('o1', '5.00'));
  return orderGuard ? [...tries, ...byKey] : byKey;
}

function refundsOf({ paymentId }: Wish, dense: boolean, random: Random): Wish[] {
  const count = 1 + random.whole(dense ? 3 : 2);
  return Array.from({ length: count }, () => {
    if (random.whole(8) === 0) return process(paymentId, 'refund');
    const amount = random.pick(['all', '3.00', '3.00', '9.00', '20.00', '25.00']);
    return refund(paymentId, `r${random.whole(4)}`, amount === 'all' ? undefined : amount);
  });
}

/** More refunds than there is money for: most are refused, until the one that had the money is declined. */
function rivalRefundsOf([paid]: readonly Wish[], random: Random): Wish[] {
  if (paid === undefined) return [];
  return Array.from({ length: 2 + random.whole(2) }, (_, number) => {
    const amount = random.pick(['all', '25.00', '20.00', '20.00']);
    const wish = refund(paid.paymentId, `r${number}`, amount === 'all' ? undefined : amount);
    return { ...wish, afterMs: 300 + random.whole(600) };
  });
}

/** Keys that are no payment's identity are looked up while their requests are at work. */
function lookUpsOf(one: Wish, random: Random): Wish[] {
  if (one.key === undefined || random.whole(2) === 0) return [];
  return [{ ...lookUp(one, random.whole(2) === 0), afterMs: (one.afterMs ?? 0) + random.whole(60) }];
}

function closingsOf({ paymentId, operation }: Wish, dense: boolean, random: Random): Wish[] {
  const count = 1 + random.whole(dense ? 3 : 2);
  return Array.from({ length: count }, () => {
    const closing = random.pick(['capture', 'capture', 'cancel'] as const);
    return operation.startsWith('customers') ? process(paymentId, closing) : close(paymentId, closing);
  });
}
