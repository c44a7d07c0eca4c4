import type { Held } from '../domain/hold.ts';
import { holdsOf } from '../domain/hold.ts';
import { isCurrent } from '../domain/lease.ts';
import type { Outcome } from '../domain/outcome.ts';
import { isDecidedPayment, type Payment, type UndecidedPayment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import { claimOn } from '../domain/status.ts';
import { type ChargeServices, charge, settle } from './charge.ts';
import { leaseBy, leaseEndAfter, letGo } from './lease.ts';
import { TakenOver } from './run-once.ts';

/** How long a trip or order that another payment is at is waited for. */
const longestWaitMs = 2_000;
/** Each round means that it changed hands; only a bug would use them up. */
const mostRounds = 40;
/** A processor or customer takes a minute at least. */
const pendingRetrySeconds = 60;
/** Nobody knows when an authorization ends. Processors let it expire after days; asking each second finds out nothing. */
const authorizedRetrySeconds = 3_600;

/**
 * Takes all that a payment must hold, so that a trip or a guarded order has at most one live payment whatever keys are
 * used. One that is paid is an outcome: a hold never leaves a payment that completed. One that is being paid is a
 * refusal that is not remembered.
 */
export async function takeHolds(payment: Payment, services: ChargeServices): Promise<Outcome | undefined> {
  for (const held of holdsOf(payment)) {
    const refused = await takeHold(held, payment, services);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

async function takeHold(held: Held, payment: Payment, services: ChargeServices): Promise<Outcome | undefined> {
  const { payments, io } = services;
  const waitUntil = io.now() + longestWaitMs;
  let free: Payment | undefined;
  for (let round = 0; round < mostRounds; round++) {
    const holderId = await payments.hold(held, payment, free);
    if (holderId === payment.id) return undefined;
    const holder = await payments.get(holderId);
    if (holder === undefined) throw new Error(`${held.kind} ${held.id} is held by a payment that does not exist`);
    free = undefined;
    if (!isDecidedPayment(holder)) {
      if (!isCurrent(holder.lease, io.now())) await finish(holder, services);
      else if (io.now() >= waitUntil) throw inProgress(held, holderId);
      else await io.sleep(100 + io.random() * 150);
      continue;
    }
    switch (claimOn[holder.status]) {
      case 'paid':
        return { status: 'failed', failureCode: `${held.kind}_already_paid`, paidBy: holderId };
      case 'authorized':
        throw holder.closing === undefined ? authorized(held, holderId) : inProgress(held, holderId);
      case 'pending':
        throw inProgress(held, holderId, pendingRetrySeconds);
      case 'free':
        free = holder;
    }
  }
  throw inProgress(held, payment.id);
}

/**
 * Finishes a payment that somebody left behind, as a retry of its own request would: with the fields and the
 * processor's key it was begun with. Whether it is decided then: if another is quicker, it is theirs to decide.
 */
export async function finish(abandoned: UndecidedPayment, services: ChargeServices): Promise<boolean> {
  const { payments, io } = services;
  const lease = leaseBy(io.newId(), io, abandoned.lease);
  const taken = await payments.takeOver(abandoned.id, abandoned.lease.owner, lease);
  if (taken === undefined || isDecidedPayment(taken)) return true;
  if (taken.lease.owner !== lease.owner) return false;
  try {
    const refused = await takeHolds(taken, services);
    const outcome = refused ?? (await charge(taken, services, { resumed: true }));
    await settle(taken, lease.owner, outcome, services);
    return true;
  } catch (error) {
    if (error instanceof TakenOver) return false;
    await letGo(payments.release(abandoned.id, lease.owner, leaseEndAfter(error, io.now())));
    throw error;
  }
}

const inProgress = ({ kind }: Held, holderId: string, retryAfterSeconds = 1) =>
  new Refusal(`${kind}_payment_in_progress`, `another payment of this ${kind} is being worked on`, {
    retryAfterSeconds,
    more: { payment_id: holderId },
  });

const authorized = ({ kind }: Held, holderId: string) =>
  new Refusal(
    `${kind}_payment_authorized`,
    `another payment of this ${kind} is authorized: capture or cancel that one first`,
    { retryAfterSeconds: authorizedRetrySeconds, more: { payment_id: holderId } },
  );
