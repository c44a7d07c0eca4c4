import type { Stub } from '../../lib/api-name.ts';
import type { Context } from '../template/synth.ts';
import { Refusal } from './command.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the older services are documented to be: orders, payments of orders, rides. */
const offsets = [0, 2, 82] as const;
const stubOffsets: Readonly<Record<Stub, number>> = { trips: 81, notifications: 84 };
const standardPort = 8000;
const highest = 65_535 - 84;

export type Ports = Readonly<{ ports: readonly number[]; stubPorts: Readonly<Record<Stub, number>> }>;

/**
 * The ports that --port asks for, or else SERVICE_PORT: it names the one of the rides alone, as it did for the service
 * that they had before.
 */
export function portsFrom(option: string | undefined, { SERVICE_PORT }: Variables): Ports {
  if (option !== undefined) return portsAt(portNumber(option, '--port', highest));
  const { ports, stubPorts } = portsAt(standardPort);
  if (!SERVICE_PORT) return { ports, stubPorts };
  const rides = portNumber(SERVICE_PORT, 'SERVICE_PORT', 65_535);
  return { ports: [...new Set([...ports.slice(0, -1), rides])], stubPorts };
}

function portsAt(base: number): Ports {
  // 0 stands for any that is free.
  const at = (offset: number) => (base === 0 ? 0 : base + offset);
  return {
    ports: offsets.map(at),
    stubPorts: { trips: at(stubOffsets.trips), notifications: at(stubOffsets.notifications) },
  };
}

function portNumber(text: string, name: string, most: number): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= most) return port;
  throw new Refusal(`${name} ${text} is not a port: give a number from 0 to ${most}.`);
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
