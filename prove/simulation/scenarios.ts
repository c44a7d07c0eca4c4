import { type Manners, remoteManners } from './manners.ts';
import type { Wish } from './operations.ts';
import { chargeTrip, close, payByKey, paymentOfKey, payOrder, refund } from './wishes.ts';

/** A few clients that want things that must not all happen; what is there before they come. */
export type Scenario = Readonly<{
  name: string;
  before: readonly Wish[];
  clients: readonly Wish[];
  /** How the processor behaves, if it is not the simulated one of the product. */
  manners?: Manners;
  /** Fewer faults than are asked for: a processor that is asked over a network multiplies the orders of steps. */
  mostFaults?: number;
}>;

const [paid, held] = [payByKey('k0', '25.00'), payByKey('k0', '25.00', { capture: false })];
const id = paymentOfKey('k0');

/** Each with one client more for the longer search, but the last, which takes long enough with two. */
const all: readonly Scenario[] = [
  { name: 'one key, twice', before: [], clients: [paid, paid, paid] },
  { name: 'one key for two amounts', before: [], clients: [paid, payByKey('k0', '26.00'), paid] },
  {
    name: 'one order for two amounts',
    before: [],
    clients: [payOrder('o1', '5.00'), payOrder('o1', '6.40'), payOrder('o1', '5.00')],
  },
  {
    name: 'one trip, two keys',
    before: [],
    clients: [chargeTrip('T1', 'k0', 'CARD'), chargeTrip('T1', 'k1', 'CARD'), chargeTrip('T1', 'k2', 'CARD')],
  },
  {
    name: 'a refund and another',
    before: [paid],
    clients: [refund(id, 'r0', '20.00'), refund(id, 'r1', '20.00'), refund(id, 'r2')],
  },
  {
    name: 'one refund, twice',
    before: [paid],
    clients: [refund(id, 'r0', '20.00'), refund(id, 'r0', '20.00'), refund(id, 'r0')],
  },
  {
    name: 'a capture and a cancellation',
    before: [held],
    clients: [close(id, 'capture'), close(id, 'cancel'), close(id, 'capture')],
  },
  {
    name: 'one key, twice, remotely, one fault',
    before: [],
    clients: [paid, paid],
    manners: remoteManners,
    mostFaults: 1,
  },
  {
    name: 'one order for two amounts, remotely, one fault',
    mostFaults: 1,
    before: [],
    clients: [payOrder('o1', '5.00'), payOrder('o1', '6.40')],
    manners: { ...remoteManners, forgetsOpenKeys: false, comparesParameters: false },
  },
];

export const scenarios = (clients: number): readonly Scenario[] =>
  all.map((one) => ({ ...one, clients: one.clients.slice(0, clients) }));
