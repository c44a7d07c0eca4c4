import { optionalEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import type { Secrets } from '../runtime/secrets.ts';
import type { Processor } from './port.ts';
import { secretsOf } from './stage-credentials.ts';

const betweenReadingsMs = 60_000;

/** When secrets were read for an event, by their names (ms since the epoch). */
const readings = new WeakMap<Secrets, Map<string, number>>();

/**
 * No event is refused by a secret that may be out of date: nothing but its signature tells that there is a newer one. The secret is
 * read again, once a minute at most, because anybody can send forged events.
 */
export function withRenewedSecret(
  processor: Processor,
  variable: string,
  io: Pick<Io, 'call' | 'secrets' | 'now'>,
): Processor {
  const name = optionalEnv(variable);
  const { readEvent } = processor;
  if (name === undefined || readEvent === undefined) return processor;
  return {
    ...processor,
    async readEvent(event) {
      const read = await readEvent(event);
      const isRefused = read.kind === 'forged' && read.reason === 'signature';
      return isRefused && (await isReadAgain(name, io)) ? readEvent(event) : read;
    },
  };
}

async function isReadAgain(name: string, io: Pick<Io, 'call' | 'secrets' | 'now'>): Promise<boolean> {
  const secrets = secretsOf(io);
  const readAt = readings.get(secrets) ?? new Map<string, number>();
  readings.set(secrets, readAt);
  if (io.now() - (readAt.get(name) ?? 0) < betweenReadingsMs) return false;
  readAt.set(name, io.now());
  // While the secret cannot be read, the one before it counts.
  return secrets.readAgain(name).then(
    () => true,
    () => false,
  );
}
