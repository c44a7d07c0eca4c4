import type { IncomingResponse } from '../runtime/http-call.ts';
import { MalformedTripError } from './trip-response.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a body as UTF-8 text. Stops reading and throws if it is larger than `mostBytes`. */
export async function cappedText(body: IncomingResponse['body'], mostBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels the rest of the body.
    if (size > mostBytes) throw new MalformedTripError(`more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  try {
    return utf8.decode(Buffer.concat(chunks));
  } catch {
    throw new MalformedTripError('invalid_utf8');
  }
}
