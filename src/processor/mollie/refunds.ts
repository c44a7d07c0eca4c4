import {
  type Charge,
  type ListedRefund,
  ProcessorTrouble,
  type RefundObservation,
  type RefundRequest,
  UnexplainedAnswer,
} from '../port.ts';
import { strongest } from '../strongest-refund.ts';
import {
  ExternalMollieRefund,
  type MolliePayment,
  MollieRefund,
  RefundAmount,
  RefundMetadata,
  RefundPage,
  rawCode,
  readAs,
  readList,
} from './answers.ts';
import type { MollieCall } from './client.ts';
import { instantOf, moneyOf } from './payments.ts';
import { nextOf, troubleOf, unexpected } from './troubles.ts';

/** https://docs.mollie.com/reference/get-refund: a refund waits for hours, and may be cancelled at Mollie meanwhile. */
export function refundObservation({ id, status }: MollieRefund): RefundObservation {
  switch (status) {
    case 'queued':
    case 'pending':
    case 'processing':
      return { state: 'working', reference: id };
    case 'refunded':
      return { state: 'returned', reference: id };
    case 'failed':
    case 'canceled':
      return { state: 'failed', raw: status };
    default: {
      const state = rawCode(status);
      throw new UnexplainedAnswer(`this version knows no state "${state}" of a refund: park it, never map it`);
    }
  }
}

const mostPages = 20;
/** The most that Mollie lists at once. */
const pageSize = 250;

/**
 * Looks for a refund among all of a payment, by our id in its metadata, and by Mollie's if that is known. One that failed beside
 * another does not count: the other moves the money.
 */
export async function findRefund(ask: MollieCall, payment: string, wanted: RefundRequest): Promise<RefundObservation> {
  return observationIn(await allRefunds(ask, payment), wanted);
}

export async function findRefunds(
  ask: MollieCall,
  payment: string,
  wanted: readonly RefundRequest[],
): Promise<readonly RefundObservation[]> {
  const all = await allRefunds(ask, payment);
  return wanted.map((one) => observationIn(all, one));
}

const observationIn = (all: readonly MollieRefund[], { id, reference }: RefundRequest): RefundObservation =>
  strongest(
    all.filter((refund) => ourIdsOf(refund)?.refund_id === id || refund.id === reference).map(refundObservation),
  );

/**
 * The refund among those that are embedded in its payment. Mollie forgets a key after an hour, and a request that repeats a refund which a
 * restored table lacks would send the money again. Lists may lag behind, so that it is absent proves nothing.
 */
export const embeddedRefund = ({ _embedded }: MolliePayment, refund: RefundRequest): RefundObservation =>
  Array.isArray(_embedded?.refunds) ? byOurId(readList(MollieRefund, _embedded.refunds), refund) : { state: 'absent' };

const byOurId = (all: readonly MollieRefund[], { id }: RefundRequest): RefundObservation =>
  strongest(all.filter((one) => ourIdsOf(one)?.refund_id === id).map(refundObservation));

/**
 * Finds a refund that would give back more than was captured, or what the bank took back: it was sent before, or it is refused. Throws `unknown` while the
 * list does not have all that went back: the missing one may be this.
 */
export async function findExceeding(
  ask: MollieCall,
  path: string,
  { refund, payment }: Readonly<{ refund: RefundRequest; payment: MolliePayment }>,
): Promise<RefundObservation> {
  const all = await allRefunds(ask, path);
  const own = byOurId(all, refund);
  if (own.state !== 'absent') return own;
  const listed = all.filter((one) => refundObservation(one).state !== 'failed').map(minorOf);
  const returned = payment.amountRefunded ? moneyOf(payment.amountRefunded).minor : 0n;
  if (listed.reduce((sum, minor) => sum + minor, 0n) >= returned) return { state: 'failed', raw: 'exceeds_captured' };
  throw new ProcessorTrouble('unknown', "Mollie's list of refunds does not have all that went back yet");
}

const minorOf = (refund: MollieRefund): bigint => moneyOf(readAs(RefundAmount, refund).amount).minor;

/** All refunds that did not fail. Without both of our ids, somebody else made one: another program may have refund ids of its own. */
export async function listedRefunds(
  ask: MollieCall,
  payment: string,
  { paymentId }: Pick<Charge, 'paymentId'>,
): Promise<readonly ListedRefund[]> {
  return (await allRefunds(ask, payment)).flatMap((refund) => {
    const { state } = refundObservation(refund);
    if (state !== 'working' && state !== 'returned') return [];
    const { amount, createdAt } = readAs(ExternalMollieRefund, refund);
    const at = instantOf(createdAt);
    if (at === undefined) throw new UnexplainedAnswer('Mollie names no instant at which a refund was made: park it');
    const ids = ourIdsOf(refund);
    const ownId = ids?.refund_id && ids.payment_id === paymentId ? ids.refund_id : undefined;
    return [{ reference: refund.id, ownId, amount: moneyOf(amount), state, at }];
  });
}

async function allRefunds(ask: MollieCall, payment: string): Promise<readonly MollieRefund[]> {
  const found: MollieRefund[] = [];
  let from = '';
  for (let page = 0; page < mostPages; page++) {
    const answer = await ask({ method: 'GET', path: `${payment}/refunds?limit=${pageSize}${from}` });
    if (answer.status !== 200) throw troubleOf(answer) ?? unexpected(answer);
    const { _embedded, _links } = readAs(RefundPage, answer.body);
    found.push(...readList(MollieRefund, _embedded.refunds));
    if (!_links.next) return found;
    from = `&from=${nextOf(_links.next, answer)}`;
  }
  throw new ProcessorTrouble('unknown', 'the payment has more refunds at Mollie than can be looked through');
}

const ourIdsOf = ({ metadata }: MollieRefund) => RefundMetadata.safeParse(metadata).data;
