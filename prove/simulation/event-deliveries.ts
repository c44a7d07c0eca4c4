import { handler as receiveProcessorEvent } from '../../functions/processors/receive-processor-event.ts';
import { proxyEvent } from '../../test/support/event.ts';
import type { Random } from '../../test/support/random.ts';
import { type BankEvent, bodyOf, type SentEvent, signed } from './bank-events.ts';
import type { SimulatedFaults } from './faults.ts';
import type { Violations } from './invariants.ts';
import type { SimulatedLambda } from './lambda.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

export const eventFaults = [
  'event: lost',
  'event: sent again and again',
  'event: hours late',
  'event: overtaken',
  'event: before its payment is stored',
  'event: forged beside it',
] as const;
export type EventFault = (typeof eventFaults)[number];

/** How many of a hundred events have a fault, by run. */
const rates = [0, 20, 60] as const;
/** A provider sends an event again until it is taken, and gives up in the end. */
const pausesMs = [10_000, 60_000, 600_000, 3_600_000, 6 * 3_600_000] as const;

type EventDeliveryServices = Readonly<{
  lambda: SimulatedLambda;
  timeline: Timeline;
  faults: SimulatedFaults;
  trace: Trace;
  violations: Violations;
}>;

/** Sends the banks' events to the handler that receives them. Draws from numbers of its own. */
export class EventDeliveries {
  readonly #services: EventDeliveryServices;
  readonly #random: Random;
  readonly #rate: number;
  readonly #underWay = new Set<Promise<void>>();

  constructor(services: EventDeliveryServices, random: Random) {
    this.#services = services;
    this.#random = random;
    this.#rate = random.pick(rates);
  }

  send(event: BankEvent): void {
    const fate = this.#fate();
    if (fate !== undefined) this.#services.trace.add('events', () => `FAULT ${fate}: ${event.id}`);
    if (fate === 'event: lost') return;
    if (fate === 'event: forged beside it') this.#track(this.#forge(event));
    const copies = fate === 'event: sent again and again' ? 2 + this.#random.whole(4) : 1;
    for (let copy = 0; copy < copies; copy++) this.sendAfter(this.#delay(fate), event);
  }

  sendAfter(ms: number, event: BankEvent): void {
    this.#track(this.#deliver(event, ms));
  }

  /** Until every event was taken, or given up. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #track(delivery: Promise<void>): void {
    const tracked = delivery.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }

  #fate(): EventFault | undefined {
    const { faults } = this.#services;
    if (faults.quiet || this.#random.whole(100) >= this.#rate) return undefined;
    const fate = this.#random.pick(eventFaults);
    faults.happens(fate);
    return fate;
  }

  #delay(fate: EventFault | undefined): number {
    if (fate === 'event: before its payment is stored') return this.#random.whole(5);
    if (fate === 'event: hours late') return this.#random.whole(6 * 3_600_000);
    if (fate === 'event: overtaken') return this.#random.whole(60_000);
    return 20 + this.#random.whole(this.#random.pick([500, 5_000]));
  }

  async #deliver(event: BankEvent, ms: number): Promise<void> {
    const { timeline, violations } = this.#services;
    await timeline.wait(ms);
    for (const pause of [...pausesMs, undefined]) {
      const { status } = await this.#post(signed(event, timeline.now()));
      const isExpected = status === undefined || status === 200 || status === 409 || status === 503;
      violations.require(isExpected, 'no bugs', () => `event ${event.id} was answered ${status}`);
      if (status === 200 || pause === undefined) return;
      await timeline.wait(pause);
    }
  }

  /** Unsigned, changed on its way, signed by somebody else, or a genuine one that is sent again later. */
  async #forge(event: BankEvent): Promise<void> {
    const { timeline, violations } = this.#services;
    await timeline.wait(this.#random.whole(2_000));
    const real = signed(event, timeline.now());
    const forgeries: readonly SentEvent[] = [
      { ...real, headers: {} },
      { ...real, body: bodyOf({ ...event, intentId: `${event.intentId}0` }) },
      signed(event, timeline.now(), 'somebody else'),
      signed(event, timeline.now() - 301_000),
    ];
    const { status, storeCalls } = await this.#post(this.#random.pick(forgeries));
    const isRejected = storeCalls === 0 && (status === undefined || status === 400);
    violations.require(
      isRejected,
      'a forged event writes nothing',
      () => `${event.id} was answered ${status}, after ${storeCalls} calls of the store`,
    );
  }

  async #post(sent: SentEvent): Promise<Readonly<{ status: number | undefined; storeCalls: number }>> {
    const { lambda, trace, violations } = this.#services;
    const request = `POST /v1/processor-events/${sent.processor}`;
    const invoked = await lambda
      .invoke('receive-processor-event', ({ io, context }) => {
        trace.add('events', () => `${request} ${sent.body}`);
        return receiveProcessorEvent.with(io, io.overrides)(
          proxyEvent(request, { headers: sent.headers, body: sent.body }),
          context,
        );
      })
      .catch((error: unknown) => violations.add('no bugs', `${request}: ${error}`));
    const status = invoked?.answer?.statusCode;
    trace.add('events', () => `are answered ${status} ${invoked?.answer?.body ?? ''}`);
    return { status, storeCalls: invoked?.process.storeCalls ?? 0 };
  }
}
