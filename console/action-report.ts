import type { ActionKind, ActionOutcome } from './kept-actions.ts';
import type { Tone } from './payment-state.ts';

type KnownAnswer = Readonly<{ outcome: ActionOutcome; body: unknown; isReplay: boolean }>;
type ActionReport = Readonly<{ text: string; tone: Tone }>;

const past: Readonly<Record<ActionKind, string>> = { refund: 'refunded', capture: 'captured', cancel: 'cancelled' };

/** The result of an action for its operator. A refund that is answered as pending has moved no money yet, and may still fail. */
export function actionReport(kind: ActionKind, { outcome, body, isReplay }: KnownAnswer): ActionReport {
  if (outcome === 'declined') {
    return { text: 'The processor declined it. No money has moved, and the key is used up.', tone: 'bad' };
  }
  if (outcome === 'reused') {
    const text =
      'This key was sent with other fields, by another tab. Nothing was done now: look below at what was done then.';
    return { text, tone: 'bad' };
  }
  if (isPendingRefund(body)) {
    const text = isReplay ? 'Already sent with this key; nothing was done twice.' : 'The refund is under way.';
    return { text: `${text} Look below at what becomes of it.`, tone: 'waiting' };
  }
  const text = isReplay
    ? `Already ${past[kind]} with this key; nothing was done twice.`
    : `The payment was ${past[kind]}.`;
  return { text, tone: 'good' };
}

const isPendingRefund = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'refund_status' in body && body.refund_status === 'PENDING';
