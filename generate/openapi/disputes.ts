import { presentDisputeList, readDisputeList } from '../../src/contracts/disputes.ts';
import type { Currency } from '../../src/domain/currency.ts';
import { type Dispute, disputeStatuses } from '../../src/domain/dispute.ts';
import { disputeForm } from './dispute-schemas.ts';
import { described, listOf, objectOf, oneOf, ref } from './json-schema.ts';
import { type Contract, jsonOf } from './operation.ts';
import { storeRefusals } from './refusals.ts';

const dispute: Dispute = {
  id: 'du_1MtJUT2eZvKYlo2CNaw2HvEv',
  status: 'open',
  amount: { minor: 2500n, currency: 'EUR' as Currency },
  reason: 'fraudulent',
  evidenceDueBy: '2026-12-19T23:59:59.000Z',
  openedAt: '2026-12-05T09:00:00.000Z',
  escalated: true,
};
/** Made by the presenter of the service, so that it is always accurate. */
const page = presentDisputeList(
  { disputes: [{ paymentId: 'a7502cf2-94d0-8a3c-b1de-2e5f6c1b9d40', dispute }], next: undefined },
  readDisputeList(new Map([['status', ['open']]])),
  'key',
);

/** Disputes of all payments. */
export const disputes: Contract = {
  operations: {
    'list-disputes': {
      tag: 'Disputes',
      summary: 'List disputes',
      description:
        'Lists the disputes of all payments, newest first. Pages are full up to `limit` even with a filter. The list follows the payments within seconds.',
      parameters: [
        {
          name: 'status',
          in: 'query',
          description: 'Only disputes with this status.',
          schema: oneOf(...disputeStatuses),
          example: 'open',
        },
        {
          name: 'limit',
          in: 'query',
          description: 'Maximum number of disputes to return.',
          schema: { type: 'integer', minimum: 1, maximum: 500, default: 100 },
        },
        {
          name: 'cursor',
          in: 'query',
          description: '`next_cursor` of the previous page. Send the same filter with it.',
          schema: { type: 'string', minLength: 1 },
        },
      ],
      responses: { 200: { description: 'A page of disputes.', content: jsonOf('Disputes', page) } },
      refusals: [...storeRefusals, 'query_invalid'],
    },
  },
  schemas: {
    Disputes: objectOf('A page of disputes, newest first.', {
      disputes: described(
        listOf(objectOf('A dispute.', { payment_id: described(ref('Id'), 'ID of the payment.'), ...disputeForm })),
        'The disputes of this page.',
      ),
      count: { type: 'integer', minimum: 0, description: 'Number of disputes in this page.' },
      limit: { type: 'integer', minimum: 1, description: 'The `limit` of the request.' },
      has_more: { type: 'boolean', description: 'Whether there is another page.' },
      next_cursor: {
        type: ['string', 'null'],
        description: 'Send this as `cursor` to get the next page. Null on the last page.',
      },
    }),
  },
};
