import type { Concurrency } from '../../hermetic/lambda/lambda.ts';
import { Refusal } from '../../hermetic/process/command.ts';
import type { Context } from '../../hermetic/template/project.ts';
import type { OtherPorts } from './doors.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the older services are documented to be: orders, payments of orders, rides. */
const offsets = [0, 2, 82] as const;
const otherOffsets = { explorer: 80, requestor: 1, trips: 81, notifications: 84 } as const;
/** Of the customers' and of the services' RPCs; moved with the others, they are at 51 and 70. */
const standardGrpc = [50_051, 7_000] as const;
const grpcOffsets = [51, 70] as const;
const standardPort = 8000;
const highest = 65_535 - 84;

export type Ports = Readonly<{ ports: readonly number[]; otherPorts: OtherPorts }>;

/**
 * The ports that --port asks for, or else SERVICE_PORT and PORT: each names the one of the rides, or of the RPCs between
 * services, alone, as it did for the service that they had before.
 */
export function portsFrom(option: string | undefined, { SERVICE_PORT, PORT }: Variables): Ports {
  if (option !== undefined) return portsAt(portNumber(option, '--port', highest));
  const { ports, otherPorts } = portsAt(standardPort);
  const rides = SERVICE_PORT ? portNumber(SERVICE_PORT, 'SERVICE_PORT', 65_535) : ports.at(-1);
  const services = PORT ? portNumber(PORT, 'PORT', 65_535) : standardGrpc[1];
  return {
    ports: [...new Set([...ports.slice(0, -1), ...(rides === undefined ? [] : [rides])])],
    otherPorts: { ...otherPorts, grpc: [...new Set([standardGrpc[0], services])] },
  };
}

function portsAt(base: number): Ports {
  // 0 stands for any that is free.
  const at = (offset: number) => (base === 0 ? 0 : base + offset);
  return {
    ports: offsets.map(at),
    otherPorts: {
      explorer: at(otherOffsets.explorer),
      requestor: at(otherOffsets.requestor),
      trips: at(otherOffsets.trips),
      notifications: at(otherOffsets.notifications),
      grpc: base === standardPort ? standardGrpc : grpcOffsets.map(at),
    },
  };
}

function portNumber(text: string, name: string, most: number): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= most) return port;
  throw new Refusal(`${name} ${text} is not a port: give a number from 0 to ${most}.`);
}

const mostProcesses = 1_000;

/**
 * Reads --concurrency; the environment's default if it is left out. A function that is debugged has one process: those
 * that run one request at a time block between two, and answer no debugger meanwhile.
 */
export function concurrencyFrom(option: string | undefined, isInspected = false): Concurrency | undefined {
  if (isInspected && option !== undefined && option !== 'shared') {
    throw new Refusal('--inspect runs each function in one process: leave out --concurrency.');
  }
  if (isInspected) return 'shared';
  if (option === undefined || option === 'shared') return option;
  const processes = Number(option);
  if (/^\d+$/.test(option) && processes >= 1 && processes <= mostProcesses) return processes;
  throw new Refusal(`--concurrency ${option}: give a number of processes from 1 to ${mostProcesses}, or shared.`);
}

/** What the CDK app calls the variables that it may be given. */
const contextNames = {
  TRIP_SERVICE_URL: 'tripServiceUrl',
  NOTIFICATION_SERVICE_URL: 'notificationServiceUrl',
  RATE_LIMIT_ENABLED: 'rateLimitEnabled',
  LOG_LEVEL: 'logLevel',
} as const;

/** As the older services, which were written in Python, call them. */
const logLevels: Variables = { WARNING: 'WARN', CRITICAL: 'FATAL' };

/** What the environment's variables change of the CDK app. */
export function contextFrom(variables: Variables): Context {
  const level = variables.LOG_LEVEL?.toUpperCase() ?? '';
  const translated: Variables = { ...variables, LOG_LEVEL: logLevels[level] ?? level };
  const given = Object.entries(contextNames).flatMap(([variable, name]) => {
    const value = translated[variable];
    return value ? [[name, value] as const] : [];
  });
  return Object.fromEntries(given);
}

/** Options of the deployment that make no sense on this machine: it is one stage, and nobody signs. */
const notLocal = ['stage', 'auth', 'emulatorUrl'];

/** The context of `-c NAME=VALUE`, each as `cdk deploy` takes it. Throws a Refusal for anything else. */
export function contextOptions(options: readonly string[]): Context {
  return Object.fromEntries(
    options.map((option) => {
      const [, name = '', value = ''] = /^(\w+)=(.+)$/.exec(option) ?? [];
      if (name === '') throw new Refusal(`-c ${option} is not NAME=VALUE: -c onePaymentPerOrder=on`);
      if (notLocal.includes(name)) throw new Refusal(`-c ${name} cannot be changed on this machine.`);
      return [name, value];
    }),
  );
}
