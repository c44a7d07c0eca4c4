import { useState } from 'preact/hooks';
import { ActionForm } from './action-form.tsx';
import { actionReport } from './action-report.ts';
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
  const [report, setReport] = useState<ReturnType<typeof actionReport>>();
  const { action, result } = kept;
  const done = result !== undefined && result.outcome !== 'refused' && result.outcome !== 'unknown';
  const own = result?.outcome === 'elsewhere' ? undefined : report;
  if (action === undefined) {
    return (
      <>
        {isPossible && (
          <button type="button" class="primary" onClick={() => void kept.open().then(() => setReport(undefined))}>
            {verbs[kind]} …
          </button>
        )}
        {done && (
          <p class={`notice ${own?.tone ?? ''}`} role="status">
            {own?.text ?? 'Answered in another tab, with the same key: see below.'}
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
        const { outcome, answer } = result;
        if (outcome !== 'elsewhere')
          setReport(actionReport(kind, { outcome, body: answer?.body, isReplay: answer?.isReplay === true }));
        if (outcome !== 'unknown') changed();
      }}
    />
  );
}
