import type { Trace } from './trace.ts';

/** The invariants, each in a sentence. */
export const invariants = {
  'one charge': 'For one order or one key, money is taken at most once, whoever retries, helps or sweeps.',
  'one live payment': 'A trip or an order has at most one payment that is paid or authorized.',
  'within bounds': '0 ≤ refunded ≤ captured ≤ authorized, in the store and at the processor, after every single write.',
  'one way to close': 'An authorized payment is captured or cancelled, never both.',
  'an authorization is kept':
    'Nothing but its cancellation, or a capture that its processor refused, makes the service let go of an authorization that a payment has.',
  'no money without a claim': 'The processor only ever executes an intent that is stored in its payment.',
  'one processor': "At most one processor holds or has taken a payment's money, over all its generations.",
  'a forged event writes nothing':
    'An event that is not signed by its processor, as it is, is refused before any call of the store.',
  'events prove nothing':
    'Without any event, and with each ten times in any order, the same payments end in the same items.',
  'same request to the processor': 'One key of the processor never comes with two amounts.',
  'as asked':
    'The service moves exactly the amount that a request asked for: of a payment, of a capture, and of a refund.',
  'legal life':
    'A payment only takes the steps that its life allows; what is decided never changes, nothing is deleted.',
  'answers are true': 'Whatever anybody was told is so when they are told, and every later read agrees, for ever.',
  'figures are true':
    'All amounts in an answer are those that were stored at one moment of the request; what was fixed when it was decided, those of that moment.',
  'same answer': 'A request that is sent again is answered with the same bytes.',
  'one meaning of a key': 'Of two different requests under one key or order, at most one is accepted.',
  'a mismatch changes nothing':
    'A key that is used with other fields is refused, and neither a payment nor a hold changes.',
  'a no stays a no': 'A refund or a capture that was refused, and not asked for again, moves no money.',
  'a no has a reason':
    'A payment or a refund only fails if its processor was asked and did not give its money, and a refund, a capture or a cancellation is only refused for what is so at a moment of the request.',
  'a write is done once':
    'A copy of a write that was done changes nothing, however late the network delivers it and whatever came in between.',
  'no refund in a dispute':
    'No refund is reserved from a payment that is known to be disputed, or to have lost a dispute.',
  'disputes agree':
    'Once all is quiet, every dispute stands in the store as its processor has it; none ever goes back to an earlier state.',
  'look-ups are true':
    'A look-up of a key never says that it was never seen once its request changed a payment, and what it says is so.',
  'books agree': 'Once all is quiet, the store and the processor tell of the same money, to the cent.',
  'counters are exact':
    'The counters made from the stream equal a recount of what happened, however often it was told.',
  'entries balance': 'Every entry of the ledger sums to zero in each currency.',
  'the trial balance is zero': 'After every write, the balances of all accounts sum to zero in each currency.',
  'balances are their entries': 'After every write, each balance is the sum of the entries of its account.',
  'the receivable is at the bank':
    'Once all is quiet, the receivable of the ledger is what the processor holds for us, to the cent.',
  'accounts tell what happened':
    "Once all is quiet, sales, refunds, fees and disputes of the ledger are what the processor's books come to, to the cent.",
  'nothing stays pending': 'Once all is quiet, the pending entries of the ledger are those of authorized payments.',
  'one event per transition':
    'Every transition of a payment or refund has exactly one event, dated by the payment, and nothing else has one.',
  'events never change': 'An event, once recorded, keeps its bytes and its instant for ever.',
  'events fold to the payment':
    'Whoever has all events of a payment knows its status, and how much of it was taken and given back.',
  'every event arrives':
    'Every event comes to every endpoint that was enabled when it happened, at least once, or is dead with a reason.',
  'a delivery never changes': 'Every delivery of an event has the same id and the same bytes.',
  'signatures are valid':
    'A delivery is signed by every secret that is valid at that time, and by none that is not, also while one is rotated.',
  'no receiver delays another': 'A receiver that fails or is silent delays no first attempt at another.',
  'a disabled endpoint gets nothing': 'Nothing is sent to an endpoint once a request to disable it was answered.',
  'dead only in the end': 'A delivery is dead only at the end of its schedule, or because its receiver answered 410.',
  'the dead are listed': 'A delivery that is dead is in the list that an operator redrives, from one write on.',
  'failures of webhooks are events':
    'A delivery of an event of a payment is dead, or an endpoint is disabled by the service, if and only if an event says so, from one write on.',
  'events about webhooks end':
    'A dead delivery of an event about webhooks brings about no other event, so that an endpoint that is broken and gets all events ends quiet.',
  'the timeline tells what happened':
    'The timeline of a payment has every transition and take-over once, in the order of the writes, with the invocation that made it.',
  'one key for an intent':
    'All requests of one intent carry one key, whichever process of a shop dies, resumes, or asks at the same time.',
  'the client is right':
    'What the client says of an intent agrees with the store and the books of the processor, and stays so; only what was answered counts as answered.',
  'everything ends': 'Once faults stop, every request is answered for good within three tries.',
  'nothing stays open': 'Once faults stop, the sweeper leaves nothing that may have moved money undecided.',
  'no bugs': 'Whatever fails, nothing answers 500 or throws what nobody expects.',
} as const;

export type Invariant = keyof typeof invariants;
export type Violation = Readonly<{ invariant: Invariant; what: string; atMs: number }>;

/** The violations of a run. */
export class Violations {
  readonly found: Violation[] = [];
  readonly #trace: Trace;
  readonly #sinceStart: () => number;
  readonly #exempt: readonly Invariant[];

  /** `exempt`: what this run is not held to. */
  constructor(trace: Trace, sinceStart: () => number, exempt: readonly Invariant[] = []) {
    this.#exempt = exempt;
    this.#trace = trace;
    this.#sinceStart = sinceStart;
  }

  add(invariant: Invariant, what: string): void {
    if (this.#exempt.includes(invariant)) return;
    this.found.push({ invariant, what, atMs: this.#sinceStart() });
    this.#trace.add('VIOLATION', () => `${invariant}: ${what}`);
  }

  /** Notes that something is so, or was violated. */
  require(isSo: boolean, invariant: Invariant, what: () => string): void {
    if (!isSo) this.add(invariant, what());
  }
}
