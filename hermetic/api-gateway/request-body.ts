import type { IncomingMessage } from 'node:http';

/** Reads a body of at most `limit` bytes. A larger body is drained, because many clients read the answer only after sending. */
export async function readBody(incoming: IncomingMessage, limit: number): Promise<Buffer | 'too large' | 'left'> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of incoming as AsyncIterable<Buffer>) {
      length += part.length;
      if (length <= limit) parts.push(part);
      else parts.length = 0;
    }
  } catch {
    return 'left';
  }
  return length > limit ? 'too large' : Buffer.concat(parts);
}
