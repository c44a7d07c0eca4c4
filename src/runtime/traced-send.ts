import type { Operation } from './operations.ts';
import type { Send } from './send.ts';
import type { InvocationTrace } from './trace.ts';

/** Records each call to DynamoDB as a step of the trace. */
export function tracedSend(send: Send, trace: InvocationTrace): Send {
  const sendAny = send as (operation: Operation) => Promise<unknown>;
  return ((operation: Operation) => {
    const { name, input } = operation;
    const table = 'TableName' in input ? input.TableName : undefined;
    const attributes = { operation: name, table, payment_id: paymentIdIn(operation) };
    return trace.span({ kind: 'store', name: 'DynamoDB', attributes }, () => sendAny(operation));
  }) as Send;
}

/** The form of our ids, and of seeded ones. A client may ask for a payment by any other text, which must not be recorded. */
const ourId = /^([\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|\d{1,9})$/;

function paymentIdIn(operation: Operation): string | undefined {
  const { name, input } = operation;
  if (!('TableName' in input) || !input.TableName?.endsWith('-payments')) return undefined;
  const item = name === 'PutItem' ? input.Item : 'Key' in input ? input.Key : undefined;
  const id = String(item?.id);
  return ourId.test(id) ? id : undefined;
}
