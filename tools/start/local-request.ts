import { CommandRefusal } from '../../hermetic/process/command.ts';
import { localHeaders } from '../app/environment-description.ts';

/** Sends a request to a running environment's `/_local/…`. Throws Refusal with its error, or if none is running. */
export async function localRequest(
  url: string,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<unknown> {
  const response = await send(url, path, {
    method,
    headers: localHeaders,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json().catch(() => ({}))) as Readonly<{ error?: string; message?: string }>;
  if (response.ok) return answer;
  throw new CommandRefusal(
    answer.error ?? `${url} answers ${response.status} to ${method} ${path}: it is not an environment of npm start.`,
  );
}

async function send(url: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(new URL(path, url), init);
  } catch {
    throw new CommandRefusal(`No environment is running at ${url}: start one with npm start, or pass its --url.`, 1);
  }
}
