import type { Fetch } from '../../client/io.ts';
import type { KillableProcess } from '../../test/support/killable-process.ts';
import type { Random } from '../../test/support/random.ts';
import type { Wish } from './operations.ts';
import { never } from './process.ts';
import type { ShopChecks } from './shop-checks.ts';
import type { ShopFaults } from './shop-faults.ts';
import { type ShopRequest, wishOf } from './shop-requests.ts';
import type { Timeline } from './timeline.ts';
import type { Told } from './told.ts';
import type { Trace } from './trace.ts';

type Response = Awaited<ReturnType<Fetch>>;
/** One request, and the function's answer: none if it never came. */
export type AskService = (wish: Wish) => Promise<Told | undefined>;
type Services = Readonly<{
  timeline: Timeline;
  trace: Trace;
  random: Random;
  faults: ShopFaults;
  checks: ShopChecks;
  ask: AskService;
}>;

/** The way from the clients of shops to the API and back. What is on its way does not end with whoever sent it. */
export class ShopNetwork {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** `fetch` of one process. */
  fetchOf =
    (process: KillableProcess, name: string): Fetch =>
    (url, { headers, body }) =>
      process.await(async () => {
        const key = String(headers['Idempotency-Key']);
        const request = { path: new URL(url).pathname, key, body: body === undefined ? undefined : JSON.parse(body) };
        const { trace, checks } = this.#services;
        trace.add(name, () => `${request.path} ${key} ${body ?? ''}`);
        const { back, heard } = checks.sends(request, process);
        const { status, headers: answered, text } = await this.#exchange(request, name).finally(back);
        const received = () =>
          process.await(async () => {
            const content = await text();
            trace.add(name, () => `hears ${status} ${content}`);
            heard(status, content);
            return content;
          });
        return { status, headers: answered, text: received };
      });

  async #exchange(request: ShopRequest, name: string): Promise<Response> {
    const { timeline, trace, random, faults } = this.#services;
    const fault = faults.exchange();
    if (fault !== undefined) trace.add(name, () => `FAULT ${fault}`);
    await timeline.wait(1 + random.whole(20));
    if (fault === 'shop: throttled') return problem(429, 'rate_limited', 1);
    if (fault === 'shop: not authenticated') return problem(403, 'not_authenticated');
    if (fault === 'shop: request lost') return this.#silence();
    const isPage = fault === 'shop: page of a proxy';
    const page = isPage
      ? responseOf(random.pick([200, 302, 403, 502, 503, 504]), {}, random.pick(['<html>', '{"status":"ok"}']))
      : undefined;
    if (page && random.whole(2) === 0) return page;
    if (fault === 'shop: request late' || fault === 'shop: request twice')
      timeline.after(this.#lateness(), () => void this.#deliver(request));
    if (fault === 'shop: request late') return this.#silence();
    const told = await this.#deliver(request);
    if (fault === 'shop: answer lost') return this.#silence();
    await timeline.wait(fault === 'shop: answer late' ? random.whole(30_000) : 1 + random.whole(20));
    // As API Gateway answers for a function that failed.
    if (told === undefined) return page ?? problem(502, 'internal_error', 1);
    const { status, headers, body } = told;
    const length = fault === 'shop: answer cut short' ? random.whole(body.length) : body.length;
    return page ?? responseOf(status, headers, body.slice(0, length));
  }

  #deliver(request: ShopRequest): Promise<Told | undefined> {
    const { checks, ask } = this.#services;
    checks.arrives(request);
    return ask(wishOf(request));
  }

  /** The connection breaks, or nothing ever comes. */
  async #silence(): Promise<never> {
    const { timeline, random } = this.#services;
    if (random.whole(2) === 0) return never();
    await timeline.wait(random.whole(1_000));
    throw new TypeError('fetch failed');
  }

  #lateness(): number {
    const { random } = this.#services;
    return random.whole(random.pick([200, 5_000, 40_000, 600_000]));
  }
}

function responseOf(status: number, headers: Told['headers'], body: string): Response {
  const lines = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  const byName = new Map(lines);
  return { status, headers: { get: (name) => byName.get(name) ?? null }, text: async () => body };
}

/** As in lib/gateway-responses.ts. */
const problem = (status: number, code: string, retryAfterSeconds?: number): Response =>
  responseOf(
    status,
    retryAfterSeconds === undefined ? {} : { 'Retry-After': retryAfterSeconds },
    JSON.stringify({ code, detail: 'API Gateway answers', status }),
  );
