import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopback } from '../program/loopback.ts';
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
  const { status, content } = await contentOf(answer, body === 'too large' ? '' : body.toString());
  outgoing.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(content));
}

async function contentOf(answer: (body: string) => unknown, body: string) {
  try {
    return { status: 200, content: await answer(body) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { status: error instanceof LocalRefusal ? error.status : 500, content: { error: message } };
  }
}
