import { CommandRefusal } from '../../hermetic/process/command.ts';

export type ApiAnswer = Readonly<Record<string, unknown>>;

/** A refusal of the API, with its code. */
export class RefusedByApi extends CommandRefusal {
  readonly code: string;

  constructor(message: string, code: string) {
    super(message, 1);
    this.code = code;
  }
}

/** Sends a request to the API of a running environment. Throws RefusedByApi with what the API refused it for. */
export async function apiRequest(
  url: string,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  { body, key }: Readonly<{ body?: object; key?: string }> = {},
): Promise<ApiAnswer> {
  const headers = { 'Content-Type': 'application/json', ...(key !== undefined && { 'Idempotency-Key': key }) };
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await fetch(new URL(path, url), init).catch(() => {
    throw new CommandRefusal(`No environment is running at ${url}: start one with npm start, or pass its --url.`, 1);
  });
  const answer = (await response.json().catch(() => ({}))) as ApiAnswer;
  // A declined payment is an answer, too.
  if (response.ok || response.status === 402) return answer;
  const { code, detail } = answer;
  const message = `${method} ${path} was refused with ${response.status} ${code ?? ''}: ${detail ?? 'no detail'}.`;
  throw new RefusedByApi(message, String(code));
}
