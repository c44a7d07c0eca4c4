import type { Payment } from './payment.ts';
import { Refusal } from './refusal.ts';
import { type Closing, isDecided, mayBecome, type Status } from './status.ts';

export const closedStatus: Readonly<Record<Closing, 'completed' | 'cancelled'>> = {
  capture: 'completed',
  cancel: 'cancelled',
};

/**
 * What to do about closing a payment: `done` if it is closed that way already, `close` if it may be, `wait` while
 * another request is at the same; else why not.
 */
export function closingOf(payment: Payment, closing: Closing, now: number): 'done' | 'close' | 'wait' | Refusal {
  const wanted: Status = closedStatus[closing];
  if (payment.status === wanted) return 'done';
  if (!mayBecome[payment.status].includes(wanted) || !isDecided(payment.status)) {
    return wrongState(payment.status, closing, mayBecome[payment.status]);
  }
  if (payment.closing !== undefined && payment.closing !== closing) {
    return wrongState(payment.status, closing, [closedStatus[payment.closing]]);
  }
  return payment.lease !== undefined && payment.lease.until >= now ? 'wait' : 'close';
}

function wrongState(status: Status, closing: Closing, allowed: readonly Status[]): Refusal {
  const may = allowed.length === 0 ? 'nothing more' : allowed.join(' or ');
  return new Refusal('wrong_state', `${closing}: a payment that is ${status} may become ${may}`, {
    more: { from: status, allowed },
  });
}
