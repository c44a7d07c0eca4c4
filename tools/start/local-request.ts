import { Refusal } from '../../hermetic/process/command.ts';
import { localHeaders } from '../app/environment-description.ts';

/** Asks the running environment itself, at `/_local/…`. Throws Refusal with what it refuses, or if none runs there. */
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
  throw new Refusal(answer.error ?? `${url} answers ${response.status} to ${method} ${path}: it is no environment.`);
}

async function send(url: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(new URL(path, url), init);
  } catch {
    throw new Refusal(`No environment runs at ${url}: start one with npm start, or name it by --url.`, 1);
  }
}
