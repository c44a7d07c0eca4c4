import { useCallback } from 'preact/hooks';
import { ActionForms } from './action-forms.tsx';
import { ApiError, find, get, pathOf } from './api.ts';
import type { PaymentJson, TimelineJson } from './api-types.ts';
import { isZero } from './money.ts';
import { Amount, Copy, Facts, Refused, Section, Status, Time, Title } from './parts.tsx';
import { PaymentDeliveries } from './payment-deliveries.tsx';
import { PaymentEntries } from './payment-entries.tsx';
import { PaymentRefunds } from './payment-refunds.tsx';
import { moneyOf, paymentStatus } from './payment-state.ts';
import { PaymentTraces } from './payment-traces.tsx';
import { hashOf } from './route.ts';
import { codeText } from './text.ts';
import { isShownEntry, Timeline } from './timeline.tsx';
import { useLoad } from './use-load.ts';

/** One payment: what happened to it, where its money is, and what an operator may do. */
export function PaymentPage({ id }: { id: string }) {
  const payment = useLoad(`payment ${id}`, async (signal) => {
    const found = await find<PaymentJson>(pathOf('v1', 'payments', id), signal);
    if (found === undefined)
      throw new ApiError(404, { title: 'No such payment', detail: `No payment has the id ${id}` });
    return found;
  });
  const timeline = useLoad(`timeline ${id}`, (signal) =>
    get<TimelineJson>(pathOf('v1', 'payments', id, 'timeline'), signal),
  );
  const { reload } = payment;
  const { reload: reloadTimeline } = timeline;
  const changed = useCallback(() => {
    reload();
    reloadTimeline();
  }, [reload, reloadTimeline]);
  if (payment.error) return <Refused error={payment.error} reload={reload} />;
  if (payment.data === undefined) return <p class="soft">Loading …</p>;
  const entries = timeline.data?.entries.filter(isShownEntry) ?? [];
  return (
    <article>
      <Head payment={payment.data} refresh={changed} />
      <Money payment={payment.data} />
      <ActionForms payment={payment.data} changed={changed} />
      <div class="columns">
        <Section
          title="Timeline"
          loaded={timeline}
          isEmpty={(data) => data.count === 0}
          empty="Nothing is recorded yet."
        >
          {(data) => <Timeline timeline={data} />}
        </Section>
        <Details payment={payment.data} />
      </div>
      {timeline.data && (
        <>
          <PaymentRefunds entries={entries} />
          <PaymentDeliveries entries={entries} />
          <PaymentEntries entries={entries} />
        </>
      )}
      <PaymentTraces id={id} />
    </article>
  );
}

function Head({ payment, refresh }: { payment: PaymentJson; refresh: () => void }) {
  const id = String(payment.payment_id);
  return (
    <>
      <p class="crumbs">
        <a href="#/payments">Payments</a>
      </p>
      <div class="heading">
        <Title>
          <Amount amount={payment.amount} currency={payment.currency} />
        </Title>
        <Status {...paymentStatus(payment)} />
        {payment.disputes?.some(({ status }) => status === 'open') && <Status word="Disputed" tone="bad" />}
        <button type="button" class="quiet" onClick={refresh}>
          Refresh
        </button>
      </div>
      <p class="soft id">
        <code>{id}</code> <Copy text={id} label="Copy the payment's id" />
      </p>
      {payment.failure_code && (
        <p class="notice bad">
          <strong>{payment.error ?? codeText(payment.failure_code)}</strong>{' '}
          <span class="soft">
            Code <code>{payment.failure_code}</code>. Nothing was charged.
          </span>
        </p>
      )}
    </>
  );
}

function Money({ payment }: { payment: PaymentJson }) {
  const { captured, refunded, refundable, disputed, isPartlyCaptured } = moneyOf(payment);
  const tiles = [
    ['Captured', captured, isPartlyCaptured ? 'less than authorized' : undefined],
    ['Refunded', refunded, undefined],
    ['Refundable', refundable, undefined],
    ['Disputed', disputed, undefined],
  ] as const;
  return (
    <dl class="tiles">
      {tiles.map(([name, amount, note]) => (
        <div key={name} class={isZero(amount) ? 'zero' : ''}>
          <dt>{name}</dt>
          <dd>
            <Amount amount={amount} currency={payment.currency} />
            {note && <span class="soft under">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Details({ payment }: { payment: PaymentJson }) {
  const search = (field: string, id: string | null) =>
    id === null ? undefined : (
      <a href={hashOf({ page: 'payments', filter: { text: `${field}:${id}`, status: '', method: '', day: '' } })}>
        <code>{id}</code>
      </a>
    );
  const reference = payment.reference === null ? 'none' : <code>{payment.reference}</code>;
  const fee = payment.fee_amount && (
    <Amount amount={payment.fee_amount} currency={payment.fee_currency ?? payment.currency} />
  );
  return (
    <section aria-label="Details">
      <div class="heading">
        <h2>Details</h2>
      </div>
      <Facts
        of={[
          ['Method', payment.method],
          ["Processor's reference", reference],
          ['Order', search('order', payment.order_id)],
          ['Trip', search('trip', payment.trip_id)],
          ['Customer', search('customer', payment.customer_id)],
          ['Rider', payment.rider_id],
          ['Driver', payment.driver_id],
          ['Created', <Time key="created" at={payment.created_at} />],
          ['Authorized', payment.authorized_at && <Time at={payment.authorized_at} />],
          ['Settled', <Time key="settled" at={payment.settled_at} />],
          ['Cancelled', payment.cancelled_at && <Time at={payment.cancelled_at} />],
          ['Fee', fee],
          ['Redacted', payment.redacted_at && <Time at={payment.redacted_at} />],
          ...metadataOf(payment),
        ]}
      />
    </section>
  );
}

const metadataOf = ({ metadata }: PaymentJson) =>
  Object.entries(metadata).map(([name, value]) => [name, String(value)] as const);
