import { find, pathOf } from './api.ts';
import type { RefundJson, TimelineEntryJson } from './api-types.ts';
import { Amount, Id, None, Section, Status, TableBox, Time } from './parts.tsx';
import type { StatusLabel } from './payment-state.ts';
import { useLoad } from './use-load.ts';

const labels: Readonly<Record<RefundJson['refund_status'], StatusLabel>> = {
  PENDING: { word: 'Pending', tone: 'waiting' },
  SUCCESS: { word: 'Refunded', tone: 'good' },
  FAILED: { word: 'Declined', tone: 'bad' },
  REVERSED: { word: 'Came back', tone: 'bad' },
};

/** The refunds that a payment's timeline names, as they are now. */
export function PaymentRefunds({ entries }: { entries: readonly TimelineEntryJson[] }) {
  const ids = [...new Set(entries.flatMap(({ refund_id }) => refund_id ?? []))];
  // A refund changes with its entries, so their number is part of what is read.
  const loaded = useLoad(`refunds ${ids.join()} ${entries.length}`, async (signal) => {
    const found = await Promise.all(ids.map((id) => find<RefundJson>(pathOf('v1', 'refunds', id), signal)));
    return found.flatMap((refund) => refund ?? []);
  });
  return (
    <Section title="Refunds" loaded={loaded} isEmpty={(refunds) => refunds.length === 0} empty="There are none.">
      {(refunds) => (
        <TableBox label="Refunds">
          <table>
            <thead>
              <tr>
                <th scope="col">Refund</th>
                <th scope="col" class="wide">
                  Created (UTC)
                </th>
                <th scope="col">Status</th>
                <th scope="col" class="wide">
                  Reason
                </th>
                <th scope="col" class="number">
                  Amount
                </th>
              </tr>
            </thead>
            <tbody>
              {refunds.map((refund) => (
                <tr key={refund.refund_id}>
                  <th scope="row">
                    <Id id={refund.refund_id} />
                  </th>
                  <td class="wide">
                    <Time at={refund.created_at} />
                  </td>
                  <td>
                    <Status {...labels[refund.refund_status]} />
                  </td>
                  <td class="wide">{refund.reason ?? <None />}</td>
                  <td class="number">
                    <Amount amount={refund.refund_amount} currency={refund.currency} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
    </Section>
  );
}
