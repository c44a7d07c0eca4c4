import type { LocalAnswers } from '../../hermetic/api-gateway/local-answers.ts';
import type { FaultSource } from '../../hermetic/lambda/fault-source.ts';
import type { Declared } from '../../hermetic/template/declared.ts';
import { functionName } from '../../lib/function-name.ts';
import { FaultProxy } from './fault-proxy.ts';
import { readFault, readFaultHeader } from './fault-request.ts';
import { kindOf, type Place } from './fault-table.ts';
import { type Fault, Faults } from './faults.ts';

/** All that fails on purpose in an environment. */
export type EnvironmentFaults = Readonly<{
  source: FaultSource;
  answers: LocalAnswers;
  /** The faults that a request's X-Test-Fault headers want. Throws LocalRefusal. */
  inHeaders: (values: readonly string[]) => readonly Fault[];
  stop: () => Promise<void>;
}>;

/** By the variable that has a function's address for it. */
const places: readonly (readonly [variable: string, place: Place])[] = [
  ['AWS_ENDPOINT_URL_DYNAMODB', 'store'],
  ['TRIP_SERVICE_URL', 'trips'],
  ['NOTIFICATION_SERVICE_URL', 'receiver'],
];

export function environmentFaults(declared: () => Declared): EnvironmentFaults {
  const faults = new Faults();
  const proxy = new FaultProxy(faults);
  const shortName = (name: string) => name.replace(functionName(declared().stage, ''), '');
  const functions = () => new Set([...declared().functions.values()].map(({ name }) => shortName(name)));

  const source: FaultSource = {
    concern: (name, ofRequest) => faults.concern(shortName(name), ofRequest),
    async begin({ id, functionName, environment, process, ofRequest }) {
      const name = shortName(functionName);
      if (!faults.concern(name, ofRequest)) return undefined;
      const urls = places.flatMap(([variable, place]) => {
        const url = environment[variable];
        return url?.startsWith('http:') ? [[place, url] as const] : [];
      });
      proxy.open(id, { functionName: name, faults: ofRequest, upstreams: new Map(urls), ...process });
      return {
        id,
        proxy: await proxy.url(),
        places: Object.fromEntries(urls.map(([place, url]) => [hostAndPort(url), place])),
      };
    },
    end: (id) => proxy.close(id),
  };

  return {
    source,
    inHeaders: (values) =>
      values.map((value) => {
        const wanted = readFaultHeader(value, functions());
        // No request calls the receiver: what follows from it does, later.
        return kindOf(wanted.fault).place === 'receiver' ? faults.add(wanted) : faults.only(wanted);
      }),
    answers: new Map<string, (body: string) => unknown>([
      ['GET /_local/faults', () => ({ faults: faults.all })],
      ['POST /_local/faults', (body) => faults.add(readFault(body, functions()))],
      ['DELETE /_local/faults', () => ({ faults: faults.clear() })],
    ]),
    stop: () => proxy.stop(),
  };
}

const hostAndPort = (url: string): string => {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || 80}`;
};
