import type { ListedPaymentJson } from './api-types.ts';
import type { CsvColumn } from './csv.ts';
import { DataTable, type TableColumn } from './data-table.tsx';
import { isZero } from './money.ts';
import { Amount, Id, None, Status, Time } from './parts.tsx';
import { paymentStatus } from './payment-state.ts';
import { hashOf } from './route.ts';
import { codeText, timeText } from './text.ts';

const names = [
  'payment_id',
  'created_at',
  'status',
  'method',
  'amount',
  'currency',
  'refunded_amount',
  'refundable_amount',
  'order_id',
  'trip_id',
  'customer_id',
  'rider_id',
  'driver_id',
  'reference',
  'failure_code',
  'settled_at',
] as const satisfies readonly (keyof ListedPaymentJson)[];

export const paymentColumns: readonly CsvColumn<ListedPaymentJson>[] = names.map((name) => ({
  name,
  value: (payment) => payment[name],
}));

export const PaymentTable = ({ payments }: { payments: readonly ListedPaymentJson[] }) => (
  <DataTable label="Payments" columns={columns} rows={payments} keyOf={({ payment_id }) => String(payment_id)} />
);

const columns: readonly TableColumn<ListedPaymentJson>[] = [
  [
    'Payment',
    '',
    ({ payment_id, created_at }) => (
      <>
        <Id id={String(payment_id)} href={hashOf({ page: 'payment', id: String(payment_id) })} />
        <span class="narrow soft">{timeText(created_at).slice(0, 16)}</span>
      </>
    ),
  ],
  ['Created (UTC)', 'wide', ({ created_at }) => <Time at={created_at} />],
  [
    'Status',
    '',
    (payment) => (
      <>
        <Status {...paymentStatus(payment)} />
        {payment.failure_code && <span class="soft under">{codeText(payment.failure_code)}</span>}
      </>
    ),
  ],
  ['Method', 'wide', ({ method }) => method],
  ['For', 'wide', (payment) => <Purpose payment={payment} />],
  ['Reference', 'widest', ({ reference }) => (reference === null ? <None /> : <code>{reference}</code>)],
  [
    'Refunded',
    'number wide',
    ({ refunded_amount }) => (isZero(refunded_amount) ? <None /> : <Amount amount={refunded_amount} />),
  ],
  ['Amount', 'number', ({ amount, currency }) => <Amount amount={amount} currency={currency} />],
];

function Purpose({ payment }: { payment: ListedPaymentJson }) {
  const parts = [
    ['order', payment.order_id],
    ['trip', payment.trip_id],
    ['customer', payment.customer_id],
  ] as const;
  const given = parts.filter(([, id]) => id !== null);
  if (given.length === 0) return <None />;
  return (
    <>
      {given.map(([what, id]) => (
        <span class="purpose" key={what}>
          <span class="soft">{what}</span> <Id id={String(id)} />
        </span>
      ))}
    </>
  );
}
