import { AfterTheCharge, type DelayingLimit } from './after-the-charge.ts';
import { ChargePath, type RefusingLimit } from './charge-path.ts';
import { Clients } from './clients.ts';
import type { Demand } from './demand.ts';
import type { Limits } from './limits.ts';

/** New payments a second, which are reached after a ramp. */
export type Load = Readonly<{ perSecond: number; rampSeconds: number; seconds: number }>;

/** The state at the end of a second. */
type Second = Readonly<{
  offered: number;
  sent: number;
  paid: number;
  refused: number;
  waiting: number;
  /** Age of the oldest payment without events and counters, and of the oldest event without delivery, in seconds. */
  projectLag: number;
  deliverLag: number;
}>;

type Limited<Limit> = Readonly<{ limit: Limit; second: number; perSecond: number }>;

export type ModelResult = Readonly<{
  seconds: readonly Second[];
  offered: number;
  paid: number;
  waiting: number;
  gaveUp: number;
  /** Requests for each payment that was paid. */
  attempts: number;
  refused: ReadonlyMap<RefusingLimit, number>;
  /** The limit that first refused charges, and the rate of new payments at that second. */
  firstRefusal: Limited<RefusingLimit> | undefined;
  /** The limit that first left a worker more than `lagSeconds` behind. */
  firstDelay: Limited<DelayingLimit> | undefined;
}>;

/** A lag that an operator would notice: the alarm of docs/operations.md. */
const lagSeconds = 60;
/** Refusals below this share are the noise of partitions, which the SDK's own retries take up. */
const noise = 0.001;

/** Runs a load against limits, second by second. The same on every machine. */
export function runModel(limits: Limits, demand: Demand, load: Load): ModelResult {
  const clients = new Clients();
  const path = new ChargePath(limits, demand);
  const after = new AfterTheCharge(limits, demand);
  const seconds: Second[] = [];
  const refused = new Map<RefusingLimit, number>();
  let [firstRefusal, firstDelay]: [ModelResult['firstRefusal'], ModelResult['firstDelay']] = [undefined, undefined];
  for (let second = 0; second < load.seconds; second++) {
    const offered = load.perSecond * Math.min(1, (second + 1) / load.rampSeconds);
    const cohorts = clients.sentAt(second, offered);
    const sent = cohorts.reduce((sum, { payments }) => sum + payments, 0);
    const { paid, refused: now } = path.nextSecond(sent);
    for (const cohort of cohorts) clients.refused(cohort, cohort.payments * (1 - paid / sent), second);
    for (const [limit, payments] of now) {
      refused.set(limit, (refused.get(limit) ?? 0) + payments);
      if (payments > noise * sent) firstRefusal ??= { limit, second, perSecond: offered };
    }
    const { project, deliver } = after.nextSecond(second, paid, path.table.partitions);
    const late = [project, deliver].find(({ lag }) => lag > lagSeconds);
    if (late?.limit !== undefined) firstDelay ??= { limit: late.limit, second, perSecond: offered };
    const [projectLag, deliverLag] = [project.lag, deliver.lag];
    seconds.push({ offered, sent, paid, refused: sent - paid, waiting: clients.waiting, projectLag, deliverLag });
  }
  const total = (amount: (second: Second) => number) => seconds.reduce((sum, second) => sum + amount(second), 0);
  const paid = total((second) => second.paid);
  return {
    seconds,
    offered: total((second) => second.offered),
    paid,
    waiting: clients.waiting,
    gaveUp: clients.gaveUp,
    attempts: total((second) => second.sent) / paid,
    refused,
    firstRefusal,
    firstDelay,
  };
}
