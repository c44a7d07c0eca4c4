import { useState } from 'preact/hooks';
import { ActionForm } from './action-form.tsx';
import type { PaymentJson } from './api-types.ts';
import type { ActionKind } from './kept-actions.ts';
import { possibleActions } from './payment-state.ts';
import { useKeptAction } from './use-kept-action.ts';

const kinds: readonly ActionKind[] = ['refund', 'capture', 'cancel'];

/** Actions that an operator may take on a payment now, and those that were begun and have no answer yet. */
export function ActionForms({ payment, changed }: { payment: PaymentJson; changed: () => void }) {
  const possible = possibleActions(payment);
  return (
    <div class="actions">
      {kinds.map((kind) => (
        <Action key={kind} kind={kind} payment={payment} isPossible={possible.includes(kind)} changed={changed} />
      ))}
    </div>
  );
}

type ActionProps = Readonly<{ kind: ActionKind; payment: PaymentJson; isPossible: boolean; changed: () => void }>;

const verbs: Readonly<Record<ActionKind, string>> = { refund: 'Refund', capture: 'Capture', cancel: 'Cancel payment' };

function Action({ kind, payment, isPossible, changed }: ActionProps) {
  const kept = useKeptAction({ kind, paymentId: String(payment.payment_id) }, changed);
  const [report, setReport] = useState<string | undefined>();
  const { action, result } = kept;
  const done = result !== undefined && result.outcome !== 'refused' && result.outcome !== 'unknown';
  if (action === undefined) {
    return (
      <>
        {isPossible && (
          <button type="button" class="primary" onClick={() => void kept.open().then(() => setReport(undefined))}>
            {verbs[kind]} …
          </button>
        )}
        {done && (
          <p
            class={`notice ${result.outcome === 'done' ? 'good' : result.outcome === 'elsewhere' ? '' : 'bad'}`}
            role="status"
          >
            {result.outcome === 'elsewhere' ? `Answered in another tab, with the same key: see below.` : report}
          </p>
        )}
      </>
    );
  }
  const most = kind === 'refund' ? payment.refundable_amount : payment.amount;
  return (
    <ActionForm
      kept={{ ...kept, action }}
      verb={verbs[kind]}
      most={most}
      currency={payment.currency}
      sent={(result) => {
        setReport(reportOf(kind, result.outcome, result.answer?.isReplay === true));
        if (result.outcome !== 'unknown') changed();
      }}
    />
  );
}

const past: Readonly<Record<ActionKind, string>> = { refund: 'refunded', capture: 'captured', cancel: 'cancelled' };

function reportOf(kind: ActionKind, outcome: string, isReplay: boolean): string {
  if (outcome === 'declined') return 'The processor declined it. No money has moved, and the key is used up.';
  if (outcome === 'reused') {
    return 'This key was sent with other fields, by another tab. Nothing was done now: look below at what was done then.';
  }
  return isReplay ? `Already ${past[kind]} with this key; nothing was done twice.` : `The payment was ${past[kind]}.`;
}
