export type ActionKind = 'refund' | 'capture' | 'cancel';
export type ActionSubject = Readonly<{ kind: ActionKind; paymentId: string }>;
export type ActionBody = Readonly<{ amount?: string; reason?: string }>;

/** An action on a payment, under the idempotency key that every attempt of it sends. */
export type KeptAction = ActionSubject & Readonly<{ key: string; state: DraftState | SentState }>;
/** Nothing was sent with the key yet. */
type DraftState = Readonly<{ status: 'draft' }>;
/** It was sent, and no answer is known. Every further attempt sends this body. */
type SentState = Readonly<{ status: 'sent'; body: ActionBody; sentAt: string }>;

/** The part of `localStorage` that is used. Tabs of the page share it, and it outlives a reload. */
export type ActionStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The caller that a key of `npm run console` names. Keys of stages' own pages and of older consoles name nobody. */
export const callerOf = (key: string): string => /^console-([0-9a-f]{12})-/.exec(key)?.[1] ?? '';

/** Name of an action's entry. Stages behind one origin have different scopes. */
export const storageName = ({ kind, paymentId }: ActionSubject, scope: string): string =>
  `payment-console ${scope} ${kind} ${paymentId}`;

/**
 * Actions that are not answered yet, one of a kind for each payment. A form is bound to a key when it opens, and sends only that
 * key, whatever else happens: a second click or a second tab repeats the request, and the service answers it as a replay.
 */
export function keptActions(storage: ActionStorage, scope: string) {
  const stored = (subject: ActionSubject): KeptAction | undefined =>
    keptActionIn(storage.getItem(storageName(subject, scope)), subject);
  const keep = (action: KeptAction): KeptAction => {
    storage.setItem(storageName(action, scope), JSON.stringify(action));
    return action;
  };
  return {
    stored,

    /** The action that another tab or an earlier load of the page has begun, or a new one. A draft of another caller was never sent. */
    open(subject: ActionSubject, newKey: string): KeptAction {
      const known = stored(subject);
      const isUsable = known?.state.status === 'sent' || callerOf(known?.key ?? '') === callerOf(newKey);
      return known && isUsable ? known : keep({ ...subject, key: newKey, state: { status: 'draft' } });
    },

    /** Keeps what is about to be sent. The body that was sent first stays: a key stands for one request. */
    send(action: KeptAction, body: ActionBody, sentAt: string): KeptAction {
      const known = stored(action);
      if (known?.key === action.key && known.state.status === 'sent') return known;
      const { kind, paymentId, key } = action;
      return keep({ kind, paymentId, key, state: { status: 'sent', body, sentAt } });
    },

    /** After a refusal the key is still free, so the same form may send other fields with it. */
    reopen(action: KeptAction): KeptAction {
      const { kind, paymentId, key } = action;
      const draft: KeptAction = { kind, paymentId, key, state: { status: 'draft' } };
      return stored(action)?.key === key ? keep(draft) : draft;
    },

    /** The action is answered, or was given up before it was sent. A newer one of another tab stays. */
    forget(action: KeptAction): void {
      if (stored(action)?.key === action.key) storage.removeItem(storageName(action, scope));
    },
  };
}

function keptActionIn(text: string | null, { kind, paymentId }: ActionSubject): KeptAction | undefined {
  if (text === null) return undefined;
  try {
    const { key, state } = JSON.parse(text);
    if (typeof key !== 'string' || (state?.status !== 'draft' && state?.status !== 'sent')) return undefined;
    return { kind, paymentId, key, state };
  } catch {
    return undefined;
  }
}

/** The meaning of an answer for the key of its action. */
export type ActionOutcome =
  /** The service has decided it; the key is used up. */
  | 'done'
  | 'declined'
  /** The key was used with other fields, so by another form: that one's answer counts. */
  | 'reused'
  /** Nothing was changed, and the key is free. */
  | 'refused'
  /** It may have happened: send the same again. */
  | 'unknown';

/** `code`: of the problem, if it is one of the service. A gateway that refuses a request says nothing about an earlier attempt. */
export function outcomeOf(status: number, code: string | undefined, isToBeRetried: boolean): ActionOutcome {
  if (status >= 200 && status < 300) return 'done';
  if (status === 402) return 'declined';
  if (code === 'idempotency_key_reused') return 'reused';
  if (isToBeRetried || status >= 500 || [401, 403, 408, 429].includes(status) || code === undefined) return 'unknown';
  return 'refused';
}
