import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopback } from '../process/loopback.ts';
import { readBody } from './request-body.ts';

/** By `POST /_local/reset`: what the environment itself answers, beside every API and part of none. */
export type LocalAnswers = ReadonlyMap<string, (body: string) => unknown>;

/** A request to the environment itself that it does not carry out. */
export class LocalRefusal extends Error {
  readonly status: 400 | 404 | 409;

  constructor(status: 400 | 404 | 409, message: string) {
    super(message);
    this.status = status;
  }
}

const mostBytes = 65_536;

/**
 * The answer of the environment itself to a request, or undefined if the request is not for it. Whoever changes something
 * must send a header of ours: a browser does not let a page of another origin do that. And the Host must be this machine's
 * own: a page whose name was made to resolve to 127.0.0.1 is of our origin for the browser, but still sends its own name.
 */
export function localAnswerTo(answers: LocalAnswers, { method, url, headers }: IncomingMessage) {
  const answer = answers.get(`${method} ${url}`);
  const mayAsk = method === 'GET' || 'x-payment-service' in headers;
  return mayAsk && isLoopback(`http://${headers.host}`) ? answer : undefined;
}

/** Sends what the environment itself answers. A refusal becomes its status and one sentence. */
export async function sendLocalAnswer(
  answer: (body: string) => unknown,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await readBody(incoming, mostBytes);
  if (body === 'left') return;
  try {
    send(outgoing, 200, await answer(body === 'too large' ? '' : body.toString()));
  } catch (error) {
    sendRefusal(outgoing, error);
  }
}

/** Answers with an error: a refusal has its own status, and anything else is a fault of the environment. */
export function sendRefusal(outgoing: ServerResponse, error: unknown): undefined {
  // Answered already: a bug of ours, which must not be hidden behind another error.
  if (outgoing.headersSent) throw error;
  const message = error instanceof Error ? error.message : String(error);
  send(outgoing, error instanceof LocalRefusal ? error.status : 500, { error: message });
}

const send = (outgoing: ServerResponse, status: number, content: unknown) =>
  outgoing.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(content));
