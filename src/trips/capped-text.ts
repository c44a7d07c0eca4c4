import { bodyWithin } from '../runtime/body-within.ts';
import type { IncomingResponse } from '../runtime/http-call.ts';
import { MalformedTripError } from './trip-response.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a body as UTF-8 text. Stops reading and throws if it is larger than `mostBytes`. */
export async function cappedText(body: IncomingResponse['body'], mostBytes: number): Promise<string> {
  const bytes = await bodyWithin(mostBytes, body);
  if (bytes === undefined) throw new MalformedTripError(`more than ${mostBytes} bytes`);
  try {
    return utf8.decode(bytes);
  } catch {
    throw new MalformedTripError('invalid_utf8');
  }
}
