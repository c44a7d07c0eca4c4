import { optionalEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import type { Secrets } from '../runtime/secrets.ts';
import type { Processor } from './port.ts';
import { secretsOf } from './stage-credentials.ts';

const betweenRefusalsMs = 60_000;
/** A signing secret that was taken out of the stage's secret counts for as long in a function that has read it. */
const oldestMs = 3_600_000;

/** When a secret was last read, and when it was last read because of an event that it did not sign (ms since the epoch). */
type Readings = { readAt: number; refusedAt: number };

const readings = new WeakMap<Secrets, Map<string, Readings>>();

/**
 * No event is refused by a secret that may be out of date: nothing but its signature tells that there is a newer one. The secret is
 * read again, once a minute at most, because anybody can send forged events. And none is taken by a secret of more than an hour ago,
 * as long as it can be read.
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
      const known = readingsOf(name, io);
      if (io.now() - known.readAt >= oldestMs) await isReadAgain(name, known, io);
      const read = await readEvent(event);
      const isRefused = read.kind === 'forged' && read.reason === 'signature';
      if (!isRefused || io.now() - known.refusedAt < betweenRefusalsMs) return read;
      known.refusedAt = io.now();
      return (await isReadAgain(name, known, io)) ? readEvent(event) : read;
    },
  };
}

function readingsOf(name: string, io: Pick<Io, 'call' | 'secrets' | 'now'>): Readings {
  const secrets = secretsOf(io);
  const byName = readings.get(secrets) ?? new Map<string, Readings>();
  readings.set(secrets, byName);
  const known = byName.get(name) ?? { readAt: io.now(), refusedAt: 0 };
  byName.set(name, known);
  return known;
}

async function isReadAgain(name: string, known: Readings, io: Pick<Io, 'call' | 'secrets' | 'now'>): Promise<boolean> {
  known.readAt = io.now();
  // While the secret cannot be read, the one before it counts.
  return secretsOf(io)
    .readAgain(name)
    .then(
      () => true,
      () => false,
    );
}
