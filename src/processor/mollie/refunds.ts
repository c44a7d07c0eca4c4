import { ProcessorTrouble, type RefundObservation, type RefundRequest } from '../port.ts';
import { MollieRefund, RefundMetadata, RefundPage, rawCode, readAs, readList } from './answers.ts';
import type { MollieCall } from './client.ts';
import { nextOf, troubleOf, unexpected } from './troubles.ts';

/** https://docs.mollie.com/reference/get-refund: a refund waits for hours, and may be cancelled at Mollie meanwhile. */
export function refundObservation({ id, status }: MollieRefund): RefundObservation {
  switch (status) {
    case 'queued':
    case 'pending':
    case 'processing':
      return { state: 'working' };
    case 'refunded':
      return { state: 'returned', reference: id };
    case 'failed':
    case 'canceled':
      return { state: 'failed', raw: status };
    default: {
      const state = rawCode(status);
      throw new ProcessorTrouble(
        'unknown',
        `this version knows no state "${state}" of a refund: park it, never map it`,
      );
    }
  }
}

const mostPages = 20;
/** The most that Mollie lists at once. */
const pageSize = 250;

/** Looks through every refund of a payment. One that failed beside another does not count: the other moves the money. */
export async function findRefund(ask: MollieCall, payment: string, { id }: RefundRequest): Promise<RefundObservation> {
  const found: RefundObservation[] = [];
  let from = '';
  for (let page = 0; page < mostPages; page++) {
    const answer = await ask({ method: 'GET', path: `${payment}/refunds?limit=${pageSize}${from}` });
    if (answer.status !== 200) throw troubleOf(answer) ?? unexpected(answer);
    const { _embedded, _links } = readAs(RefundPage, answer.body);
    const refunds = readList(MollieRefund, _embedded.refunds);
    found.push(...refunds.filter((refund) => isOf(refund, id)).map(refundObservation));
    if (!_links.next) return strongest(found);
    from = `&from=${nextOf(_links.next, answer)}`;
  }
  throw new ProcessorTrouble('unknown', 'the payment has more refunds at Mollie than can be looked through');
}

function isOf({ metadata }: MollieRefund, id: string): boolean {
  const ours = RefundMetadata.safeParse(metadata);
  return ours.success && ours.data.refund_id === id;
}

/** Money that went back outweighs money that may, and that outweighs an attempt that failed. */
const strongest = (found: readonly RefundObservation[]): RefundObservation =>
  found.find(({ state }) => state === 'returned') ??
  found.find(({ state }) => state === 'working') ??
  found[0] ?? { state: 'absent' };
