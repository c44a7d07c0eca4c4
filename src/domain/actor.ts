/**
 * The client or worker that wrote something, as one text without further structure in leases, events and steps: the caller, the
 * id of the request, and the client's correlation id if it sent one, separated by spaces.
 */
export type ActorText = string;

export type Actor = Readonly<{ caller: string; requestId: string; correlationId: string | undefined }>;

/** `caller`: an ARN, of which only the name is kept, the id of an API key, or a worker's name. Never a secret, and without spaces. */
export const actorText = (caller: string, requestId: string, correlationId: string | undefined = ''): ActorText =>
  `${caller.replace(/^arn:.*\//, '')} ${requestId} ${correlationId}`;

export function actorIn(text: ActorText): Actor {
  const [caller = '', requestId = '', correlationId = ''] = text.split(' ');
  return { caller, requestId, correlationId: correlationId === '' ? undefined : correlationId };
}
