import type { Answered } from '../runtime/http-call.ts';
import { Nonsense } from './trip-answer.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of a body, of which no more than so many bytes are ever taken in. */
export async function cappedText(body: Answered['body'], mostBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels what is still to come.
    if (size > mostBytes) throw new Nonsense();
    chunks.push(chunk);
  }
  try {
    return utf8.decode(Buffer.concat(chunks));
  } catch {
    throw new Nonsense();
  }
}
