import { useEffect, useRef, useState } from 'preact/hooks';
import type { ActionBody } from './kept-actions.ts';
import { amountProblem } from './money.ts';
import { Amount, Copy, Refused } from './parts.tsx';
import { isOwnKey } from './stage.ts';
import { timeText } from './text.ts';
import type { ActionResult, useKeptAction } from './use-kept-action.ts';

type Kept = ReturnType<typeof useKeptAction>;
type FormProps = Readonly<{
  kept: Kept & Readonly<{ action: NonNullable<Kept['action']> }>;
  verb: string;
  most: string;
  currency: string;
  sent: (result: ActionResult) => void;
}>;

/** Form of one action under one key. As soon as it was sent, its fields are fixed until an answer is known. */
export function ActionForm({ kept, verb, most, currency, sent }: FormProps) {
  const { action, isSending, result } = kept;
  const { kind, key, state } = action;
  const isOwn = state.status === 'draft' || isOwnKey(key);
  const first = useRef<HTMLInputElement>(null);
  const [amount, setAmount] = useState(most);
  const [reason, setReason] = useState('');
  const problem = kind === 'cancel' ? undefined : amountProblem(amount.trim(), most);
  useEffect(() => first.current?.focus(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (state.status === 'draft' && problem !== undefined) return first.current?.focus();
    const result = await kept.send(bodyOf(amount, reason));
    if (result) sent(result);
  };
  return (
    <form class="action" aria-label={verb} onSubmit={(event) => void submit(event)} aria-busy={isSending}>
      {state.status === 'sent' ? (
        <p role="status">
          <strong>{isSending ? 'Sending …' : 'No answer yet.'}</strong> {verb}{' '}
          {state.body.amount === undefined ? (
            'of all that remains'
          ) : (
            <Amount amount={state.body.amount} currency={currency} />
          )}
          {state.body.reason && <> for “{state.body.reason}”</>} was sent at {timeText(state.sentAt)} UTC
          {isOwn
            ? '. Send it again with the same key: it cannot happen twice.'
            : ' by another AWS role or API key, and only that one can repeat it. Look below whether it happened, then forget it.'}
        </p>
      ) : (
        kind !== 'cancel' && (
          <div class="fields">
            <label>
              Amount in {currency}
              <input
                ref={first}
                value={amount}
                inputMode="decimal"
                autocomplete="off"
                aria-describedby={`${kind}-hint`}
                aria-invalid={problem !== undefined}
                onInput={(event) => setAmount(event.currentTarget.value)}
              />
            </label>
            {kind === 'refund' && (
              <label class="grow">
                Reason (optional)
                <input value={reason} maxLength={500} onInput={(event) => setReason(event.currentTarget.value)} />
              </label>
            )}
          </div>
        )
      )}
      {state.status === 'draft' && kind !== 'cancel' && (
        <p class={problem ? 'bad' : 'soft'} id={`${kind}-hint`}>
          {problem ?? (
            <>
              At most <Amount amount={most} currency={currency} />.
            </>
          )}
        </p>
      )}
      {result?.error && <Refused error={result.error} />}
      <p class="soft key">
        Idempotency key <code>{key}</code> <Copy text={key} label="Copy the idempotency key" />
      </p>
      <p class="buttons">
        {isOwn && (
          <button type="submit" class="primary" disabled={isSending}>
            {state.status === 'sent' ? 'Send again' : kind === 'cancel' ? verb : `${verb} ${amount.trim()} ${currency}`}
          </button>
        )}
        {(state.status === 'draft' || !isOwn) && (
          <button type="button" onClick={() => void kept.close()}>
            {state.status === 'draft' ? 'Close' : 'Forget it'}
          </button>
        )}
      </p>
    </form>
  );
}

const bodyOf = (amount: string, reason: string): ActionBody => ({
  amount: amount.trim(),
  ...(reason.trim() !== '' && { reason: reason.trim() }),
});
