import { setTimeout as sleep } from 'node:timers/promises';
import { type Answered, clientOf } from './client.ts';
import { killWhole, type Running, start } from './killable.ts';

const mostTries = 120;

/** Says to come back: any code with Retry-After, and API Gateway's own 503 and 504, which a busy machine can bring about. */
const saysToComeBack = ({ status, headers }: Answered): boolean =>
  headers.has('retry-after') || status === 503 || status === 504;

/** An environment that may be killed at any moment, and clients that come back until they have an answer. */
export class Storm {
  readonly #data: string;
  #up: Promise<Running>;
  /** Requests that were answered for good. */
  answered = 0;
  /** Requests whose connection broke. */
  broken = 0;
  /** Answers that said to come back. */
  postponed = 0;
  kills = 0;

  constructor(data: string) {
    this.#data = data;
    this.#up = this.#start();
  }

  get running(): Promise<Running> {
    return this.#up;
  }

  /** Sends a request again and again, until it is answered. */
  async post(path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
    for (let time = 0; time < mostTries; time++) {
      const { url } = await this.#up;
      const answer = await clientOf(url)
        .post(path, body, headers)
        .catch(() => undefined);
      if (answer !== undefined && !saysToComeBack(answer)) {
        this.answered++;
        return answer;
      }
      if (answer === undefined) this.broken++;
      else this.postponed++;
      await sleep(answer === undefined ? 20 : 1_000 * Number(answer.headers.get('retry-after') ?? 1));
    }
    throw new Error(`no answer to ${path} ${body} in ${mostTries} tries`);
  }

  /** kill -9 to the whole process group, and a new start on the same data. */
  async kill(): Promise<void> {
    const running = await this.#up;
    killWhole(running);
    this.kills++;
    this.#up = this.#start();
    await this.#up;
  }

  async stop(): Promise<void> {
    killWhole(await this.#up);
  }

  /** Without seed data and limits of its rate: neither is what a storm is about. */
  #start(): Promise<Running> {
    return start(this.#data, { args: ['--no-seed'], env: { RATE_LIMIT_ENABLED: 'false' } });
  }
}

/** Does all of the work, so many pieces at a time. */
export async function inParallel<Piece, Result>(
  pieces: readonly Piece[],
  most: number,
  work: (piece: Piece) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = pieces.entries();
  const worker = async () => {
    for (const [index, piece] of waiting) results[index] = await work(piece);
  };
  await Promise.all(Array.from({ length: most }, worker));
  return results;
}
