import { holdsCardNumber } from '../domain/card-number.ts';
import { header, type Request } from './request.ts';

/** By which clients name what a request belongs to, the plainest first. */
const names = ['x-correlation-id', 'x-request-id', 'traceparent'] as const;
const safe = /^[A-Za-z0-9._:-]{1,64}$/;

/** What the client calls it, for the log and the answer; nothing if that could be anything but an id. */
export function correlationIdOf(request: Request): string | undefined {
  const given = names.map((name) => header(request, name));
  return given.find((id) => id !== undefined && safe.test(id) && !holdsCardNumber(id));
}
