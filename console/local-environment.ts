import { useEffect, useState } from 'preact/hooks';
import { ask, find } from './api.ts';

/** Answer of GET /_local/clock, which only a service on this machine has. */
export type LocalClock = Readonly<{ now: string; offset_ms: number }>;

const isThisMachine = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(location.hostname);

const listeners = new Set<() => void>();

/** The test clock of a local environment; undefined on AWS. */
export function useLocalClock(): LocalClock | undefined {
  const [clock, setClock] = useState<LocalClock | undefined>();
  useEffect(() => {
    const read = () => {
      if (!isThisMachine) return;
      find<LocalClock>('/_local/clock').then(setClock, () => setClock(undefined));
    };
    read();
    listeners.add(read);
    return () => void listeners.delete(read);
  }, []);
  return clock;
}

/** Sends a request to `/_local/…`. Everything that shows the clock reads it again. */
export async function changeEnvironment<Body>(method: 'POST' | 'DELETE', path: string, body?: object): Promise<Body> {
  const answer = await ask<Body>(method, path, body && { body });
  for (const read of listeners) read();
  return answer;
}
