import { type Random, seeded } from '../../test/support/random.ts';
import { paymentsTable } from '../../test/support/world.ts';
import { adjusted } from './adjusted.ts';
import { AuthorizationChecks } from './authorization-checks.ts';
import { Bank, type Movement } from './bank.ts';
import { BankChecks } from './bank-checks.ts';
import { SimulatedDeployment } from './deployment.ts';
import { DerivedChecks } from './derived-checks.ts';
import { EventDeliveries } from './event-deliveries.ts';
import { SimulatedFaults } from './faults.ts';
import { checkBooksByKey, checkTheEnd } from './final-checks.ts';
import type { Gate } from './gate.ts';
import { type Invariant, Violations } from './invariants.ts';
import { SimulatedLambda } from './lambda.ts';
import { type Manners, mannersBy, simulatedManners } from './manners.ts';
import type { Mutant, Reach } from './mutant.ts';
import { type MessageDelivery, Network } from './network.ts';
import type { SimulatedItem } from './operands.ts';
import type { Wish } from './operations.ts';
import type { Process } from './process.ts';
import { RefusalChecks } from './refusal-checks.ts';
import { holdsOf, isHold, isPayment, rowOf, type StoredRow } from './rows.ts';
import { plainStage, type SimulatedStage, StageProcessors, stageBy } from './stage.ts';
import { SimulatedStore, type SimulatedWrite } from './store.ts';
import { PaymentStream } from './stream.ts';
import { Timeline } from './timeline.ts';
import { TimelineChecks } from './timeline-checks.ts';
import type { Told } from './told.ts';
import { ToldChecks } from './told-checks.ts';
import { Trace } from './trace.ts';
import { TripService } from './trip-service.ts';
import { watchBanks } from './watched-banks.ts';
import { type Webhooks, webhooksBy } from './webhooks.ts';
import { raisesTheFenceAlone, WriteChecks } from './write-checks.ts';

type WorldOptions = Readonly<{
  seed: number;
  mutant: Mutant | undefined;
  trace: boolean;
  gate?: Gate;
  /** By chance, if left out. */
  manners?: Manners | undefined;
  exempt?: readonly Invariant[] | undefined;
  stage?: SimulatedStage | undefined;
}>;

const stageSeeds = 0x20000000;

/** Everything that one run is made of, and everybody who watches it. */
export class SimulatedWorld {
  readonly timeline = new Timeline();
  readonly store = new SimulatedStore();
  readonly random: Random;
  readonly trace: Trace;
  readonly faults: SimulatedFaults;
  readonly deployment: SimulatedDeployment;
  readonly violations: Violations;
  readonly network: Network;
  readonly bank: Bank;
  readonly processors: StageProcessors;
  readonly deliveries: EventDeliveries;
  readonly lambda: SimulatedLambda;
  readonly stream: PaymentStream;
  readonly webhooks: Webhooks | undefined;
  readonly timelines: TimelineChecks;
  /** The request of a function; undefined for workers. */
  readonly wishOf = new WeakMap<Process, Wish>();
  readonly refusals = new RefusalChecks((process) => this.wishOf.get(process));
  /** A request as the mutant changes it. */
  readonly arrive: (wish: Wish) => Wish;
  writes = 0;
  hasStream: boolean;
  readonly #identities = new Map<string, string>();
  /** By payment: what was asked for by the request that its present attempt began with. */
  readonly #firstWishes = new Map<string, Wish>();
  readonly told: ToldChecks;
  readonly #writes: WriteChecks;
  readonly #authorizations: AuthorizationChecks;
  readonly #derived: DerivedChecks;
  #delivery: MessageDelivery | undefined;

  constructor(random: Random, { seed, mutant, trace, gate, manners, exempt, stage: given }: WorldOptions) {
    const { timeline, store } = this;
    this.random = random;
    this.hasStream = true;
    this.arrive = mutant?.arrive ?? ((wish) => wish);
    this.trace = new Trace(timeline, trace);
    this.faults = new SimulatedFaults(random);
    this.deployment = new SimulatedDeployment(seed, mutant, { timeline, faults: this.faults });
    this.violations = new Violations(this.trace, () => timeline.now() - timeline.start, exempt);
    const services = { timeline, store, random, faults: this.faults, trace: this.trace, gate };
    this.network = new Network(services);
    this.bank = new Bank(services);
    const own = seeded(seed + stageSeeds);
    const stage = given ?? (gate ? plainStage : { ...stageBy(own), ...mutant?.stage });
    const hasWebhooks = given?.hasWebhooks ?? mutant?.stage?.hasWebhooks ?? (gate ? false : undefined);
    this.webhooks = webhooksBy(seed, hasWebhooks, { ...services, violations: this.violations });
    const drawn = gate ? simulatedManners : { ...mannersBy(random), ...mutant?.manners };
    this.processors = new StageProcessors(
      this.bank,
      manners ?? drawn,
      { stage, random: own },
      manners ?? mutant?.manners,
    );
    const trips = new TripService(random, this.faults, gate !== undefined);
    const reachOf = (process: Process) => ({ store, timeline, random, process });
    const { network, bank, processors, webhooks } = this;
    this.lambda = new SimulatedLambda({ ...services, network, bank, processors, trips, webhooks }, (io, process) =>
      adjusted(mutant, io, reachOf(process)),
    );
    if (webhooks) webhooks.lambda = this.lambda;
    this.stream = new PaymentStream({ ...services, lambda: this.lambda }, seed);
    this.deliveries = new EventDeliveries({ ...services, lambda: this.lambda, violations: this.violations }, own);
    if (stage.hasEvents) this.processors.tell((event) => this.deliveries.send(event));
    const known = { violations: this.violations, item: (id: string) => store.item(paymentsTable, id) };
    this.told = new ToldChecks({
      ...known,
      bank,
      banks: processors.banks,
      firstWishOf: (id) => this.#firstWishes.get(id),
      wishOf: (process) => this.wishOf.get(process),
    });
    this.#writes = new WriteChecks({
      ...known,
      isOrder: (id) => this.#identities.get(id)?.startsWith('order ') ?? false,
    });
    this.#derived = new DerivedChecks(this.violations);
    this.timelines = new TimelineChecks({ violations: this.violations, lambda: this.lambda, store, trace: this.trace });
    this.#authorizations = new AuthorizationChecks({ ...known, banks: this.processors.banks });
    this.#watch(mutant, reachOf);
  }

  /** Makes a payment or a refund known by what its client knows it by. */
  register(wish: Wish): void {
    const { purpose, identity, isKeyless, paymentId, refundId } = wish;
    for (const { lostRefunds } of this.processors.banks) lostRefunds.wants(wish);
    if (purpose === 'create' && !isKeyless) this.#identities.set(paymentId, identity);
    if (refundId !== undefined) this.#identities.set(refundId, identity);
  }

  heard(told: Told): void {
    this.told.heard(told);
  }

  /** Judges what only shows at the end. */
  finish(hasWorkers: boolean): void {
    const items = this.store.items(paymentsTable);
    this.told.finish(items);
    if (hasWorkers) this.#finishOurs(items);
    else checkBooksByKey({ violations: this.violations, items, bank: this.bank });
  }

  #finishOurs(items: readonly SimulatedItem[]): void {
    const { violations, store, bank } = this;
    this.refusals.finish((paymentId) => rowOf(store.item(paymentsTable, paymentId)), violations);
    const derived = this.#derived.finish(store, { payments: items, books: bank.books, hasStream: this.hasStream });
    const disputes = new Map(this.processors.banks.flatMap((one) => [...one.disputes.standings()]));
    checkTheEnd({ violations, items, bank, ...derived, disputes });
  }

  #watch(mutant: Mutant | undefined, reachOf: (process: Process) => Reach): void {
    const { network, store, bank, processors, violations } = this;
    const { rewrite, streamAnswer } = mutant ?? {};
    if (streamAnswer) this.stream.answered = streamAnswer;
    if (rewrite) network.rewrite = (command, process) => rewrite(command, reachOf(process));
    network.onDelivery = (delivery) => {
      this.#delivery = delivery;
    };
    store.onWrite = (write) => this.#written(write);
    store.onCommit = () => this.#derived.committed();
    const checks = new BankChecks({
      violations,
      identityOf: (movement) => this.#identityOf(movement),
      holdsOf: (id) => [this.#row(id)].flatMap((row) => (row === undefined ? [] : holdsOf(row))),
    });
    watchBanks(processors.banks, { bank, violations, rowOf: (id) => this.#row(id) });
    bank.onMovement = (movement) => {
      checks.check(movement);
      this.told.moved(movement);
    };
  }

  #written(write: SimulatedWrite): void {
    this.#writes.check(write, this.#delivery);
    this.#derived.written(write);
    this.webhooks?.written(write);
    if (write.table !== paymentsTable) return;
    this.writes++;
    // A copy of a failed refund, the use of a key, or a raised fence changes nothing about the money of a payment.
    const changesPayment = (isPayment(write.id) && !raisesTheFenceAlone(write)) || isHold(write.id);
    if (this.#delivery && changesPayment) this.#delivery.process.writes++;
    if (isPayment(write.id)) {
      this.#begun(write);
      this.#authorizations.written(write);
      this.timelines.written(write, this.#delivery?.process.invocation);
    }
    this.told.written(write, this.timeline.now(), this.#delivery);
    this.refusals.written(write, this.timeline.now(), this.#delivery);
    if (this.hasStream) this.stream.add(write);
    this.#derived.paymentWritten(write);
  }

  #begun({ id, before, after }: SimulatedWrite): void {
    const [old, now] = [rowOf(before), rowOf(after)];
    const wish = this.#delivery && this.wishOf.get(this.#delivery.process);
    if (wish === undefined || old?.generation === now?.generation) return;
    this.#firstWishes.set(id, wish);
    if (wish.isKeyless && wish.purpose === 'create') this.#identities.set(id, `payment ${id}`);
  }

  #row(id: string): StoredRow | undefined {
    return rowOf(this.store.item(paymentsTable, id));
  }

  #identityOf({ kind, paymentId, key, process }: Movement): string {
    const wish = process && this.wishOf.get(process);
    if (kind === 'refund') return this.#identities.get(key) ?? (wish?.isKeyless ? key : (wish?.identity ?? key));
    return this.#identities.get(paymentId) ?? wish?.identity ?? paymentId;
  }
}
