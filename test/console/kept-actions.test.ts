import { describe, expect, it } from 'vitest';
import { type ActionStorage, keptActions, outcomeOf } from '../../console/kept-actions.ts';

/** The storage that all tabs of a browser share. */
function sharedStorage(): ActionStorage & { entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    getItem: (name) => entries.get(name) ?? null,
    setItem: (name, value) => void entries.set(name, value),
    removeItem: (name) => void entries.delete(name),
  };
}

const subject = { kind: 'refund', paymentId: 'p1' } as const;
const sentAt = '2026-11-28T10:00:00.000Z';

describe('an action that the console keeps', () => {
  it('a form that is opened in two tabs sends one key', () => {
    const storage = sharedStorage();
    const first = keptActions(storage, '').open(subject, 'key-1');
    expect(keptActions(storage, '').open(subject, 'key-2')).toEqual(first);
  });

  it('a draft of another caller was never sent, and gives way; what was sent stays', () => {
    const kept = keptActions(sharedStorage(), '');
    const [mine, theirs] = ['console-0123456789ab-1', 'console-ba9876543210-1'];
    kept.open(subject, theirs);
    const draft = kept.open(subject, mine);
    expect(draft.key).toBe(mine);
    kept.send(draft, { amount: '5.00' }, sentAt);
    expect(kept.open(subject, theirs)).toMatchObject({ key: mine, state: { status: 'sent' } });
  });

  it('an action that was sent keeps its key and body over a reload, whatever the form says then', () => {
    const storage = sharedStorage();
    const before = keptActions(storage, '');
    before.send(before.open(subject, 'key-1'), { amount: '5.00' }, sentAt);
    const after = keptActions(storage, '');
    const found = after.open(subject, 'key-2');
    expect(after.send(found, { amount: '9.00' }, sentAt)).toEqual({
      ...subject,
      key: 'key-1',
      state: { status: 'sent', body: { amount: '5.00' }, sentAt },
    });
  });

  it('a tab whose key was answered in another tab still sends that key, so the service replays its answer', () => {
    const storage = sharedStorage();
    const [one, other] = [keptActions(storage, ''), keptActions(storage, '')];
    const mine = other.open(subject, 'key-1');
    one.forget(one.send(one.open(subject, 'key-2'), { amount: '5.00' }, sentAt));
    expect(other.send(mine, { amount: '5.00' }, sentAt).key).toBe('key-1');
  });

  it('a form that is opened after the answer has a new key', () => {
    const kept = keptActions(sharedStorage(), '');
    kept.forget(kept.open(subject, 'key-1'));
    expect(kept.open(subject, 'key-2').key).toBe('key-2');
  });

  it('an answer to an old key does not remove the key that another tab began since', () => {
    const storage = sharedStorage();
    const kept = keptActions(storage, '');
    const old = kept.open(subject, 'key-1');
    kept.forget(old);
    kept.open(subject, 'key-2');
    kept.forget(old);
    expect(kept.stored(subject)?.key).toBe('key-2');
  });

  it('a refused action can be sent with other fields under its key', () => {
    const kept = keptActions(sharedStorage(), '');
    const reopened = kept.reopen(kept.send(kept.open(subject, 'key-1'), { amount: '99.00' }, sentAt));
    expect(reopened).toEqual({ ...subject, key: 'key-1', state: { status: 'draft' } });
    expect(kept.send(reopened, { amount: '5.00' }, sentAt).state).toMatchObject({ body: { amount: '5.00' } });
  });

  it('actions of other payments, kinds and stages have keys of their own', () => {
    const storage = sharedStorage();
    const keys = [
      keptActions(storage, '').open(subject, 'a'),
      keptActions(storage, '').open({ ...subject, paymentId: 'p2' }, 'b'),
      keptActions(storage, '').open({ ...subject, kind: 'capture' }, 'c'),
      keptActions(storage, '/sandbox').open(subject, 'd'),
    ].map(({ key }) => key);
    expect(keys).toEqual(['a', 'b', 'c', 'd']);
  });

  it.each(['', 'nonsense', '{}', '{"key": 1}', '{"key": "a", "state": {"status": "lost"}}'])(
    'an entry that is not one of an action is replaced: %j',
    (text) => {
      const storage = { ...sharedStorage(), getItem: () => text };
      expect(keptActions(storage, '').open(subject, 'key-1').key).toBe('key-1');
    },
  );
});

describe('an answer to an action', () => {
  it.each([
    [200, undefined, false, 'done'],
    [402, 'refund_declined', false, 'declined'],
    [422, 'idempotency_key_reused', false, 'reused'],
    [400, 'amount_format', false, 'refused'],
    [404, 'payment_not_found', false, 'refused'],
    [409, 'payment_disputed', false, 'refused'],
    [409, 'idempotency_key_in_use', true, 'unknown'],
    [429, 'rate_limited', true, 'unknown'],
    [503, 'store_unavailable', true, 'unknown'],
    [502, undefined, false, 'unknown'],
    // Nobody knows whether an earlier attempt was done: neither credentials nor a gateway say anything about it.
    [401, undefined, false, 'unknown'],
    [403, 'not_allowed', false, 'unknown'],
    [404, undefined, false, 'unknown'],
  ] as const)('%i %s is %s to be retried: %s', (status, code, isToBeRetried, outcome) => {
    expect(outcomeOf(status, code, isToBeRetried)).toBe(outcome);
  });
});
