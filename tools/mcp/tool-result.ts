import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { RefusedError, UnansweredError } from '../../client/payment-client.ts';
import type { Problem } from '../../client/types.ts';

export const shown = (value: object): CallToolResult => ({
  content: [{ type: 'text', text: JSON.stringify(value, undefined, 2) }],
});

export const failed = (text: string): CallToolResult => ({ content: [{ type: 'text', text }], isError: true });

const notAllowed: readonly Problem['code'][] = ['not_allowed', 'not_authenticated'];

/** Only these: a fault names a payment as well, and says nothing of what was done. */
const orderIsTaken: readonly Problem['code'][] = ['order_payment_authorized', 'order_payment_in_progress'];

/** Another payment is in the way. Had this key ever paid, its answer would have been that. */
const waitsFor = ({ detail, code, payment_id }: Problem) =>
  `Nothing was done with this key. The service refuses it for now: ${detail} (${code}; payment_id ${payment_id}). Look with get_payment what becomes of that payment, and never choose a new key.`;

const mayNot = ({ detail, code }: Problem, key: string) =>
  `The service does not allow it: ${detail} (${code}). If you have called with the idempotency_key "${key}" before, that call may have been done: look_up_key says.`;

/** The result of a tool, with refusals and unknown outcomes as errors that tell the agent what to do next. */
export async function answered(act: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof RefusedError) return failed(error.message);
    if (error instanceof UnansweredError && error.key !== undefined) {
      const { problem, key } = error;
      if (problem !== undefined && orderIsTaken.includes(problem.code)) return failed(waitsFor(problem));
      if (problem !== undefined && notAllowed.includes(problem.code)) return failed(mayNot(problem, key));
      return failed(
        `The outcome is unknown: it may have been done. ${error.message} Call this tool again with the same idempotency_key, "${key}", and the same arguments. Never choose a new key for it.`,
      );
    }
    if (error instanceof UnansweredError) return failed(error.message);
    throw error;
  }
}
