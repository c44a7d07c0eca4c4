import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopback } from '../process/loopback.ts';
import { readBody } from './request-body.ts';

/** Requests that the runtime answers itself on every port, by method and path: `POST /_local/reset`. */
export type LocalAnswers = ReadonlyMap<string, LocalAnswer>;

export type LocalAnswer = (body: string, query: URLSearchParams) => unknown;

export type LocalApi = Readonly<{
  answers: LocalAnswers;
  /** Must be sent, with any value, by every request that changes something. */
  header: string;
}>;

/** The runtime's refusal of a request to itself. */
export class LocalRefusal extends Error {
  readonly status: 400 | 404 | 409;

  constructor(status: 400 | 404 | 409, message: string) {
    super(message);
    this.status = status;
  }
}

const maxBytes = 65_536;

/**
 * Finds the runtime's own answer to a request; undefined if the request is for an API. Web pages must not reach it: a
 * browser lets no page of another origin send the custom header, and a page whose name was rebound to 127.0.0.1 still
 * sends its own name as Host.
 */
export function localAnswerTo({ answers, header }: LocalApi, { method, url = '', headers }: IncomingMessage) {
  const answer = answers.get(`${method} ${url.split('?', 1)[0]}`);
  const isAllowed = method === 'GET' || header.toLowerCase() in headers;
  return isAllowed && isLoopback(`http://${headers.host}`) ? answer : undefined;
}

/** Sends the runtime's own answer as JSON, or its refusal. */
export async function sendLocalAnswer(
  answer: LocalAnswer,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await readBody(incoming, maxBytes);
  if (body === 'left') return;
  try {
    const query = new URLSearchParams(incoming.url?.split('?')[1]);
    send(outgoing, 200, await answer(body === 'too large' ? '' : body.toString(), query));
  } catch (error) {
    sendRefusal(outgoing, error);
  }
}

/** Answers with an error: a LocalRefusal has its own status, anything else is a bug of the runtime and becomes 500. */
export function sendRefusal(outgoing: ServerResponse, error: unknown): undefined {
  // A second answer would hide the bug behind another error.
  if (outgoing.headersSent) throw error;
  const message = error instanceof Error ? error.message : String(error);
  send(outgoing, error instanceof LocalRefusal ? error.status : 500, { error: message });
}

const send = (outgoing: ServerResponse, status: number, content: unknown) =>
  outgoing.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(content));
