import { randomUUID } from 'node:crypto';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { apiRequest } from './api.ts';

type TriggerSteps = Readonly<{ payment: object; after?: readonly (readonly [action: string, body: object])[] }>;

/** How each event comes about, by requests that any client can send. */
const stepsOf: Readonly<Record<string, TriggerSteps>> = {
  'payment.completed': { payment: {} },
  'payment.failed': { payment: { payment_method: 'pm_declined' } },
  'payment.authorized': { payment: { capture: false } },
  'payment.captured': { payment: { capture: false }, after: [['capture', {}]] },
  'payment.cancelled': { payment: { capture: false }, after: [['cancel', {}]] },
  'payment.refunded': { payment: {}, after: [['refund', {}]] },
  'refund.completed': { payment: {}, after: [['refund', { amount: '5.00' }]] },
  'refund.failed': { payment: { payment_method: 'pm_refund_declined' }, after: [['refund', { amount: '5.00' }]] },
};

/** Makes an event happen in a running environment. */
export async function trigger(url: string, type: string | undefined, json: boolean): Promise<void> {
  const steps = type === undefined ? undefined : stepsOf[type];
  if (steps === undefined) {
    throw new CommandRefusal(`Name an event to trigger: ${Object.keys(stepsOf).join(', ')}.`);
  }
  const body = { amount: '25.00', currency: 'EUR', ...steps.payment };
  const { payment_id: id } = await apiRequest(url, 'POST', '/v1/payments', { body, key: randomUUID() });
  for (const [action, request] of steps.after ?? []) {
    await apiRequest(url, 'POST', `/v1/payments/${id}/${action}`, { body: request, key: randomUUID() });
  }
  console.log(json ? JSON.stringify({ type, payment_id: id }) : `${type} happened to payment ${id}.`);
}
