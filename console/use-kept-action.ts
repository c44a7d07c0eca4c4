import { useEffect, useState } from 'preact/hooks';
import { ApiError, callApi, pathOf, problemIn, type ServiceAnswer } from './api.ts';
import {
  type ActionBody,
  type ActionOutcome,
  type ActionSubject,
  type KeptAction,
  keptActions,
  outcomeOf,
  storageName,
} from './kept-actions.ts';
import { isOwnKey, newKey, storageScope } from './stage.ts';

const kept = keptActions(localStorage, storageScope);

/** One tab at a time reads and changes the kept action, so two tabs cannot create two keys. */
const alone = <T>(subject: ActionSubject, work: () => T): Promise<T> =>
  navigator.locks === undefined
    ? Promise.resolve(work())
    : navigator.locks.request(storageName(subject, storageScope), async () => work());

/** `elsewhere`: another tab has the answer. */
export type ActionResult = Readonly<{
  outcome: ActionOutcome | 'elsewhere';
  answer: ServiceAnswer | undefined;
  error: ApiError | undefined;
}>;

/** An action of this payment that was begun and is not answered yet, in this tab or another one. */
export function useKeptAction(subject: ActionSubject, answeredElsewhere: () => void) {
  const { kind, paymentId } = subject;
  const [action, setAction] = useState<KeptAction | undefined>(() => {
    const found = kept.stored(subject);
    return found?.state.status === 'sent' ? found : undefined;
  });
  const [isSending, setIsSending] = useState(false);
  const [result, setResult] = useState<ActionResult | undefined>();

  useEffect(() => {
    const name = storageName({ kind, paymentId }, storageScope);
    const changed = (event: StorageEvent) => {
      if (event.key !== name) return;
      const now = kept.stored({ kind, paymentId });
      if (now?.state.status === 'sent') return setAction(now);
      // A form that is open keeps its key although another tab closed its own.
      setAction((mine) => (mine?.state.status === 'draft' ? (now ?? mine) : undefined));
      if (now === undefined && wasSent(event.oldValue)) {
        setResult({ outcome: 'elsewhere', answer: undefined, error: undefined });
        setAction(undefined);
        answeredElsewhere();
      }
    };
    addEventListener('storage', changed);
    return () => removeEventListener('storage', changed);
  }, [kind, paymentId, answeredElsewhere]);

  return {
    action,
    isSending,
    result,

    async open() {
      setResult(undefined);
      setAction(await alone(subject, () => kept.open(subject, newKey())));
    },

    /** Forgets a key that was never sent, or that only another caller can send again. */
    async close() {
      setResult(undefined);
      if (action && (action.state.status === 'draft' || !isOwnKey(action.key)))
        await alone(subject, () => kept.forget(action));
      setAction(undefined);
    },

    async send(body: ActionBody): Promise<ActionResult | undefined> {
      if (action === undefined || isSending) return undefined;
      setIsSending(true);
      const sent = await alone(subject, () => kept.send(action, body, new Date().toISOString()));
      setAction(sent);
      const answered = await attempt(sent);
      const result = await alone(subject, () => {
        const isOpen = answered.outcome === 'unknown' || answered.outcome === 'refused';
        // While this request had no answer, the same one of another tab had.
        if (isOpen && kept.stored(sent)?.key !== sent.key) return { ...answered, outcome: 'elsewhere' as const };
        if (!isOpen) kept.forget(sent);
        return answered;
      });
      const next = result.outcome === 'refused' ? kept.reopen(sent) : result.outcome === 'unknown' ? sent : undefined;
      setAction(next);
      setResult(result);
      setIsSending(false);
      return result;
    },
  };
}

const wasSent = (entry: string | null) => entry?.includes('"status":"sent"') === true;

async function attempt({ kind, paymentId, key, state }: KeptAction): Promise<ActionResult> {
  const body = state.status === 'sent' ? state.body : {};
  try {
    const path = pathOf('v1', 'payments', paymentId, kind);
    const answer = await callApi('POST', path, { key, ...(kind !== 'cancel' && { body }) });
    const problem = problemIn(answer.body);
    const outcome = outcomeOf(answer.status, problem.code, answer.retryAfter !== undefined);
    return { outcome, answer, error: outcome === 'done' ? undefined : new ApiError(answer.status, problem) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { outcome: 'unknown', answer: undefined, error };
  }
}
