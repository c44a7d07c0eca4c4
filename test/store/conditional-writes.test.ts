import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/runtime/operations.ts';
import type { Send } from '../../src/runtime/send.ts';
import { archivedRefunds } from '../../src/store/archived-refunds.ts';
import { authorizations } from '../../src/store/authorizations.ts';
import { disputes } from '../../src/store/disputes.ts';
import { holds } from '../../src/store/holds.ts';
import { keyUses } from '../../src/store/key-uses.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { payments } from '../../src/store/payments.ts';
import { redactions } from '../../src/store/redactions.ts';
import { settledRefundItemOf } from '../../src/store/refund-item.ts';
import { watchedRefunds as refunds } from '../../src/store/watched-refunds.ts';
import { storeCallOf, writeNames } from '../../tools/faults/store-call.ts';
import { dispute, disputesOf } from '../support/disputes.ts';
import { authorizedPayment, failedPayment, payment, pendingPayment, processingPayment } from '../support/payments.ts';
import { failedRefund, pendingRefund, processingRefund, refund, refundsOf } from '../support/stream.ts';

const sent: Operation[] = [];
const send = (async (operation: Operation) => {
  sent.push(operation);
  const isKeyUse = JSON.stringify((operation.input as { Key?: unknown }).Key ?? {}).includes('key#');
  const keyUse = { used_for: 'capture', payment_id: '1' };
  const Item = isKeyUse ? keyUse : { ...itemOf(payment()), refund: settledRefundItemOf(refund()) };
  return { $metadata: {}, Item, Attributes: Item };
}) as Send;

const lease = { owner: 'me', until: 1 };
const at = '2026-11-21T12:00:00.000Z';
const outcome = { status: 'completed', reference: 'PAY-1' } as const;
const trip = { kind: 'trip', id: '7' } as const;
const store = {
  payments: payments({ send }),
  holds: holds({ send }),
  refunds: refunds({ send }),
  archivedRefunds: archivedRefunds({ send }),
  keyUses: keyUses({ send }),
  authorizations: authorizations({ send }),
  disputes: disputes({ send }),
  redactions: redactions({ send }),
};
const processing = processingPayment({ lease });
const pending = pendingPayment();
const authorized = authorizedPayment({ dueAt: at });

/** Everything that src/store does with the table of payments, however it is asked: a new function needs a line. */
const calls = {
  payments: {
    get: [() => store.payments.get('1')],
    hold: [() => store.payments.hold(trip, payment(), undefined)],
    holder: [() => store.payments.holder(trip)],
    begin: [() => store.payments.begin(processing), () => store.payments.begin(failedPayment())],
    beginAgain: [() => store.payments.beginAgain({ ...processing, generation: 1 })],
    takeOver: [() => store.payments.takeOver('1', 'other', lease)],
    settle: [
      () => store.payments.settle(processing, 'me', outcome, { at, dueAt: undefined }),
      () =>
        store.payments.settle(
          processing,
          'me',
          { status: 'failed', failureCode: 'card_declined' },
          { at, dueAt: undefined },
        ),
    ],
    release: [() => store.payments.release('1', 'me')],
    decide: [
      () =>
        store.payments.decide(
          pending,
          { status: 'authorized', reference: 'r' },
          { at, dueAt: undefined, isTaken: false },
        ),
      () =>
        store.payments.decide(
          pending,
          { status: 'completed', reference: 'r' },
          { at, dueAt: undefined, isTaken: false },
        ),
      () =>
        store.payments.decide(
          pending,
          { status: 'failed', failureCode: 'abandoned' },
          { at, dueAt: undefined, isTaken: false },
        ),
    ],
    markFencing: [() => store.payments.markFencing(processing)],
    beginFencing: [() => store.payments.beginFencing(pending)],
    postpone: [() => store.payments.postpone(pending, at)],
  },
  holds: {
    hold: [trip, { kind: 'order', id: '7' } as const].flatMap((held) => [
      () => store.holds.hold(held, payment(), undefined),
      () => store.holds.hold(held, payment(), payment({ id: '2' })),
    ]),
    holder: [() => store.holds.holder(trip)],
  },
  refunds: {
    reserve: [
      () => store.refunds.reserve(payment(), processingRefund(), { all: true, archived: [] }),
      () =>
        store.refunds.reserve(payment({ refundFence: 1 }), processingRefund(), {
          all: false,
          archived: [failedRefund({ id: 'old' })],
        }),
    ],
    refuse: [() => store.refunds.refuse(payment(), 'r'), () => store.refunds.refuse(payment({ refundFence: 1 }), 'r')],
    archived: [() => store.archivedRefunds.archived('r')],
    archive: [() => store.archivedRefunds.archive('1', failedRefund())],
    takeOver: [() => store.refunds.takeOver('1', 'r', 'other', lease)],
    settle: [
      () =>
        store.refunds.settle(
          payment({ dueAt: at }),
          processingRefund(),
          'me',
          { status: 'completed', reference: 're_1' },
          { at, dueAt: at },
        ),
      () => store.refunds.settle(payment(), processingRefund(), 'me', { status: 'failed' }, { at, dueAt: undefined }),
      () =>
        store.refunds.settle(
          payment({ dueAt: at }),
          processingRefund(),
          'me',
          { status: 'pending', reference: 're_1' },
          { at, dueAt: at },
        ),
    ],
    decide: [
      () => store.refunds.decide('1', pendingRefund(), { status: 'completed', reference: 're_1' }, at),
      () =>
        store.refunds.decide('1', pendingRefund({ reference: 're_1' }), { status: 'completed', reference: 're_1' }, at),
      () => store.refunds.decide('1', pendingRefund(), { status: 'failed' }, at),
    ],
    reverse: [() => store.refunds.reverse('1', refund(), at)],
    recordExternal: [
      () => store.refunds.recordExternal(payment(), refund({ externalReference: 're_1' }), at),
      () => store.refunds.recordExternal(payment({ refundFence: 1 }), pendingRefund({ externalReference: 're_1' }), at),
    ],
    reschedule: [
      () => store.refunds.reschedule(payment({ dueAt: at }), at),
      () => store.refunds.reschedule(payment({ dueAt: at }), undefined),
      () => store.refunds.reschedule(payment({ dueAt: at, refundFence: 1 }), at),
      () => store.refunds.reschedule(payment(), at),
    ],
    renewKey: [() => store.refunds.renewKey('1', processingRefund(), 'me', at)],
    release: [() => store.refunds.release('1', 'r', 'me')],
  },
  archivedRefunds: {
    archived: [() => store.archivedRefunds.archived('r')],
    archive: [() => store.archivedRefunds.archive('1', failedRefund())],
  },
  keyUses: {
    find: [() => store.keyUses.find('me', 'k')],
    record: [
      () => store.keyUses.record('me', 'k', { kind: 'refund', paymentId: '1', refundId: 'r' }),
      () => store.keyUses.record('me', 'k', { kind: 'order payment', paymentId: '1', fingerprint: 'f' }),
      () => store.keyUses.record('me', 'k', { kind: 'capture', paymentId: '1' }),
    ],
  },
  disputes: {
    record: [
      () => store.disputes.record(payment(), disputesOf(dispute('open')), at),
      () => store.disputes.record(payment({ dueAt: at, refundFence: 2 }), disputesOf(dispute('won')), undefined),
      () => store.disputes.record(payment({ dueAt: `${at}1` }), disputesOf(dispute('open')), at),
    ],
  },
  authorizations: {
    beginClosing: [
      () => store.authorizations.beginClosing(authorized, 'capture', 1099n, lease),
      () => store.authorizations.beginClosing(authorized, 'capture', 1000n, lease),
      () => store.authorizations.beginClosing({ ...authorized, lease }, 'cancel', 1099n, lease),
    ],
    close: [
      () => store.authorizations.close(authorized, 'me', { status: 'completed', capturedMinor: 1099n }, at),
      () => store.authorizations.close(authorized, 'me', { status: 'completed', capturedMinor: 1000n }, at),
      () =>
        store.authorizations.close(
          authorized,
          'me',
          { status: 'completed', capturedMinor: 1000n, fee: authorized.amount },
          at,
        ),
      () => store.authorizations.close(authorized, 'me', { status: 'cancelled', expired: true }, at),
      () => store.authorizations.close(authorized, 'me', { status: 'cancelled', expired: false }, at),
      () => store.authorizations.close(authorized, undefined, { status: 'cancelled', expired: true }, at),
      () => store.authorizations.close(authorized, undefined, { status: 'completed', capturedMinor: 1000n }, at),
    ],
    postpone: [
      () => store.authorizations.postpone({ ...authorized, dueAt: at }, at),
      () => store.authorizations.postpone(authorized, at),
    ],
    abandonClosing: [() => store.authorizations.abandonClosing(authorized, 'me')],
    release: [() => store.authorizations.release('1', 'me')],
  },
  redactions: {
    redact: [
      () => store.redactions.redact(payment(), at),
      () => store.redactions.redact(payment({ refunds: refundsOf(refund({ reason: 'late' })) }), at),
    ],
    redactArchived: [() => store.redactions.redactArchived('1', 'r1')],
  },
} as const;

/** The name of a write, as a fault matches it on its way to DynamoDB. */
function writeNameOf({ name, input }: Operation) {
  const { Item, Key } = input as Readonly<{ Item?: { id: string }; Key?: { id: string } }>;
  const wire = { ...input, Item: Item && { id: { S: Item.id } }, Key: Key && { id: { S: Key.id } } };
  const body = JSON.stringify(wire, (_, value) => (typeof value === 'bigint' ? String(value) : value));
  return storeCallOf(`DynamoDB_20120810.${name}`, body).write;
}

const readers = new Set(['get', 'holder', 'archived', 'find']);
const lines = Object.entries(calls).flatMap(([part, functions]) =>
  Object.entries<readonly (() => unknown)[]>(functions).flatMap(([name, ways]) =>
    ways.map((way, index) => [`${part}.${name}`, index, way] as const),
  ),
);

describe('what is written to the table of payments', () => {
  it.each(lines)('by %s (%i) has a condition, unless it only reads', async (name, _index, call) => {
    sent.length = 0;
    await call();
    expect(sent.length).toBeGreaterThan(0);
    const kinds = sent.map((operation) => operation.name);
    if (readers.has(name.split('.')[1] ?? '')) return expect(new Set(kinds)).toEqual(new Set(['GetItem']));
    for (const operation of sent) {
      expect(operation.name).toMatch(/^(Put|Update)Item$/);
      expect(operation.input).toMatchObject({
        TableName: 'payment-service-local-payments',
        ConditionExpression: expect.stringMatching(
          /attribute_not_exists\(id\)|:seen|:owner|refundable_minor|closing|refund_fence|:pending|:completed|due_at|#status = :status|payment_id = :payment/,
        ),
      });
    }
  });

  it.each(Object.keys(calls) as (keyof typeof calls)[])('is all of %s', (part) => {
    const functions = Object.entries(store[part]).filter(([, member]) => typeof member === 'function');
    expect(new Set(Object.keys(calls[part]))).toEqual(new Set(functions.map(([name]) => name)));
  });

  it('has all the names by which faults are injected into writes, and no other', async () => {
    sent.length = 0;
    for (const [, , call] of lines) await call();
    const named = sent.filter(({ name }) => name !== 'GetItem').map(writeNameOf);
    expect(new Set(named)).toEqual(new Set(writeNames));
  });

  it('comes from these files, and from no other that runs on Lambda', () => {
    const root = join(import.meta.dirname, '..', '..');
    const naming = globSync('{src,functions}/**/*.ts', { cwd: root }).filter((file) =>
      readFileSync(join(root, file), 'utf8').includes('PAYMENTS_TABLE'),
    );
    const readOnly = ['payment-lists.ts', 'payments-at-places.ts'];
    expect(new Set(naming.map((file) => basename(file)))).toEqual(
      new Set([
        'payments.ts',
        'pending-payments.ts',
        'holds.ts',
        'refund-update.ts',
        'answered-refunds.ts',
        'archived-refunds.ts',
        'key-uses.ts',
        'authorizations.ts',
        'disputes.ts',
        'redactions.ts',
        ...readOnly,
      ]),
    );
    const texts = readOnly.map((file) => readFileSync(join(root, 'src/store', file), 'utf8'));
    expect(texts.join()).not.toMatch(/(Put|Update|Delete|Write)Items?/);
  });
});
