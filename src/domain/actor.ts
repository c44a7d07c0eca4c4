/** The client or worker that wrote something, as a payment's timeline shows it. */
export type Actor = Readonly<{
  /** Name of an IAM role or user, id of an API key, or name of a worker's function. Never a secret. */
  caller: string;
  requestId: string;
  /** The client's own text, bounded by `correlationIdOf`. */
  correlationId: string | undefined;
}>;

/** The name in an ARN, without account and path; anything else as it is. */
export const callerName = (caller: string): string =>
  (caller.startsWith('arn:') ? caller.slice(caller.lastIndexOf('/') + 1) : caller).slice(0, 64);
