import { holdsCardNumber } from '../domain/card-number.ts';
import { header, type Request } from './request.ts';

/** Headers with a correlation id, in order of precedence. */
const names = ['x-correlation-id', 'x-request-id', 'traceparent'] as const;
const safe = /^[A-Za-z0-9._:-]{1,64}$/;

/** The client's correlation id, for the log and the response. Ignored unless it is short, plain and no card number. */
export function correlationIdOf(request: Request): string | undefined {
  const given = names.map((name) => header(request, name));
  return given.find((id) => id !== undefined && safe.test(id) && !holdsCardNumber(id));
}
