import type { ListedPaymentJson } from './api-types.ts';
import type { CsvColumn } from './csv.ts';
import { isZero } from './money.ts';
import { Amount, Id, None, Status, TableBox, Time } from './parts.tsx';
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
  <TableBox label="Payments">
    <table>
      <thead>
        <tr>
          <th scope="col">Payment</th>
          <th scope="col" class="wide">
            Created (UTC)
          </th>
          <th scope="col">Status</th>
          <th scope="col" class="wide">
            Method
          </th>
          <th scope="col" class="wide">
            For
          </th>
          <th scope="col" class="widest">
            Reference
          </th>
          <th scope="col" class="number wide">
            Refunded
          </th>
          <th scope="col" class="number">
            Amount
          </th>
        </tr>
      </thead>
      <tbody>
        {payments.map((payment) => (
          <PaymentRow key={payment.payment_id} payment={payment} />
        ))}
      </tbody>
    </table>
  </TableBox>
);

function PaymentRow({ payment }: { payment: ListedPaymentJson }) {
  const { payment_id, created_at, method, reference, failure_code, amount, currency, refunded_amount } = payment;
  return (
    <tr>
      <th scope="row">
        <Id id={String(payment_id)} href={hashOf({ page: 'payment', id: String(payment_id) })} />
        <span class="narrow soft">{timeText(created_at).slice(0, 16)}</span>
      </th>
      <td class="wide">
        <Time at={created_at} />
      </td>
      <td>
        <Status {...paymentStatus(payment)} />
        {failure_code && <span class="soft under">{codeText(failure_code)}</span>}
      </td>
      <td class="wide">{method}</td>
      <td class="wide">
        <Purpose payment={payment} />
      </td>
      <td class="widest">{reference === null ? <None /> : <code>{reference}</code>}</td>
      <td class="number wide">{isZero(refunded_amount) ? <None /> : <Amount amount={refunded_amount} />}</td>
      <td class="number">
        <Amount amount={amount} currency={currency} />
      </td>
    </tr>
  );
}

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
