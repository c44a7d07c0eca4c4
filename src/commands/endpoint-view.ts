import type { WebhookEndpoint } from '../domain/webhook-endpoint.ts';
import type { Io } from '../runtime/io.ts';
import type { WebhookEndpoints } from '../store/webhook-endpoints.ts';
import { longestViewMs } from './settled-change.ts';

/** The endpoints as they were at an instant of this process's clock. */
type Read = Readonly<{ at: number; endpoints: readonly WebhookEndpoint[] }>;

export type EndpointView = ReturnType<typeof endpointView>;

/** The endpoints as far as a worker may rely on them: what it read of them is too old for an attempt after a second. */
export function endpointView(endpoints: Pick<WebhookEndpoints, 'all'>, { now }: Pick<Io, 'now'>) {
  let latest: Promise<Read> | undefined;

  async function read(): Promise<Read> {
    const at = now();
    return { at, endpoints: await endpoints.all() };
  }

  /** Old if the read took long, or if the function was frozen since: then the caller reads again. */
  const isOld = ({ at }: Read): boolean => now() - at > longestViewMs;

  return {
    async read(): Promise<Read> {
      latest ??= read();
      const mine = latest;
      try {
        const found = await mine;
        if (isOld(found) && latest === mine) latest = undefined;
        return found;
      } catch (error) {
        if (latest === mine) latest = undefined;
        throw error;
      }
    },
    isOld,
  };
}
