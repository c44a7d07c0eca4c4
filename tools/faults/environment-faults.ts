import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LocalAnswers } from '../../hermetic/api-gateway/local-answers.ts';
import type { FaultSource } from '../../hermetic/lambda/fault-source.ts';
import type { AppDefinition } from '../../hermetic/template/app-definition.ts';
import { functionName } from '../../lib/function-name.ts';
import { FaultProxy } from './fault-proxy.ts';
import { readFaultHeader, readFaultRequest } from './fault-request.ts';
import { type CallTarget, faultNames, kindOf } from './fault-table.ts';
import { Faults, type SetFault } from './faults.ts';

/** Loaded into function processes: the simulated processor runs inside them. */
const processorCalls = pathToFileURL(join(import.meta.dirname, 'processor-calls.mjs')).href;

/** Fault injection of an environment. */
export type EnvironmentFaults = Readonly<{
  source: FaultSource;
  answers: LocalAnswers;
  /** Reads a request's X-Test-Fault headers. Throws LocalRefusal. */
  inHeaders: (values: readonly string[]) => readonly SetFault[];
  stop: () => Promise<void>;
}>;

/** Variables with the address of each target in a function's environment. */
const endpointVariables: readonly (readonly [variable: string, target: CallTarget])[] = [
  ['AWS_ENDPOINT_URL_DYNAMODB', 'store'],
  ['TRIP_SERVICE_URL', 'trips'],
  ['NOTIFICATION_SERVICE_URL', 'receiver'],
];

export function environmentFaults(app: () => AppDefinition): EnvironmentFaults {
  const faults = new Faults();
  const proxy = new FaultProxy(faults);
  const shortName = (name: string) => name.replace(functionName(app().stage, ''), '');
  const functions = () => new Set([...app().functions.values()].map(({ name }) => shortName(name)));

  const source: FaultSource = {
    mayFail: (name, requestFaults) => faults.mayFail(shortName(name), requestFaults),
    async begin({ id, functionName, environment, process, requestFaults }) {
      const name = shortName(functionName);
      if (!faults.mayFail(name, requestFaults)) return undefined;
      const urls = endpointVariables.flatMap(([variable, target]) => {
        const url = environment[variable];
        return url?.startsWith('http:') ? [[target, url] as const] : [];
      });
      proxy.open(id, { functionName: name, faults: requestFaults, upstreams: new Map(urls), ...process });
      return {
        id,
        proxy: await proxy.url(),
        modules: [processorCalls],
        targets: Object.fromEntries(urls.map(([target, url]) => [hostAndPort(url), target])),
      };
    },
    end: (id) => proxy.close(id),
  };

  return {
    source,
    inHeaders: (values) =>
      values.map((value) => {
        const wanted = readFaultHeader(value, functions());
        // The receiver is called later, by a stream worker, so the fault cannot belong to this request.
        return kindOf(wanted.fault).target === 'receiver' ? faults.add(wanted) : faults.forRequest(wanted);
      }),
    answers: new Map<string, (body: string) => unknown>([
      ['GET /_local/faults', () => ({ faults: faults.all, names: faultNames })],
      ['POST /_local/faults', (body) => faults.add(readFaultRequest(body, functions()))],
      ['DELETE /_local/faults', () => ({ faults: faults.clear() })],
    ]),
    stop: () => proxy.stop(),
  };
}

const hostAndPort = (url: string): string => {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || 80}`;
};
