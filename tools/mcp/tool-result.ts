import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { RefusedError, UnansweredError } from '../../client/payment-client.ts';

export const shown = (value: object): CallToolResult => ({
  content: [{ type: 'text', text: JSON.stringify(value, undefined, 2) }],
});

export const failed = (text: string): CallToolResult => ({ content: [{ type: 'text', text }], isError: true });

/** The result of a tool, with refusals and unknown outcomes as errors that tell the agent what to do next. */
export async function answered(act: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof RefusedError) return failed(error.message);
    if (error instanceof UnansweredError && error.key !== undefined) {
      return failed(
        `The outcome is unknown: it may have been done. ${error.message} Call this tool again with the same idempotency_key, "${error.key}", and the same arguments. Never choose a new key for it.`,
      );
    }
    if (error instanceof UnansweredError) return failed(error.message);
    throw error;
  }
}
