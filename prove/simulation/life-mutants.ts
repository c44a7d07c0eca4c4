import type { ProcessingPayment } from '../../src/domain/payment.ts';
import { DeleteItem, PutItem } from '../../src/runtime/operations.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { paymentsTable } from '../../test/support/world.ts';
import type { Mutant } from './mutant.ts';
import { withPayments } from './mutant-tools.ts';
import { isPayment } from './rows.ts';

const dayMs = 86_400_000;

export const lifeMutants: readonly Mutant[] = [
  {
    name: 'delete-on-throw',
    what: 'a try that fails takes its payment with it',
    ...withPayments((_real, _reach, io) => ({
      release: async (id, owner) => {
        const operation = new DeleteItem({
          TableName: paymentsTable,
          Key: { id },
          ConditionExpression: '#status = :processing AND #lease.#owner = :owner',
          ExpressionAttributeNames: { '#status': 'status', '#lease': 'lease', '#owner': 'owner' },
          ExpressionAttributeValues: { ':processing': 'processing', ':owner': owner },
        });
        await io.send(operation);
      },
    })),
  },
  {
    name: 'claim-expires',
    what: 'a payment is forgotten after a day, as a record of a key often is',
    rewrite: (operation, { store, timeline }) => {
      for (const { id, created_at: at } of store.items(paymentsTable)) {
        const isOld = timeline.now() - Date.parse(String(at)) > dayMs;
        if (isOld && isPayment(String(id))) store.remove(paymentsTable, String(id));
      }
      return operation;
    },
  },
  {
    name: 'take-over-by-writing-anew',
    what: 'who takes over writes the fields of its own request over those that may be charged by now',
    ...withPayments((real, _reach, io) => {
      let wanted: ProcessingPayment | undefined;
      return {
        begin: (payment) => {
          if (payment.status === 'processing') wanted = payment;
          return real.begin(payment);
        },
        takeOver: async (id, seenOwner, lease) => {
          if (wanted === undefined) return real.takeOver(id, seenOwner, lease);
          const anew = { ...wanted, id, lease };
          const operation = new PutItem({
            TableName: paymentsTable,
            Item: itemOf(anew),
            ConditionExpression: '#status = :processing AND #lease.#owner = :seen',
            ExpressionAttributeNames: { '#status': 'status', '#lease': 'lease', '#owner': 'owner' },
            ExpressionAttributeValues: { ':processing': 'processing', ':seen': seenOwner },
          });
          await io.send(operation);
          return anew;
        },
      };
    }),
  },
];
