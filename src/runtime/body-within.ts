import type { IncomingResponse } from './http-call.ts';

/** Reads the body of a response. Stops reading and resolves with undefined if it is larger than `mostBytes`. */
export async function bodyWithin(mostBytes: number, body: IncomingResponse['body']): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels the rest of the body.
    if (size > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
