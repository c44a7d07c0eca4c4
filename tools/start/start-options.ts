import type { Concurrency } from '../../hermetic/lambda/lambda.ts';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import type { Context } from '../../hermetic/template/project.ts';
import { OtlpSettingError, type OtlpSettings, otlpSettings } from '../../hermetic/traces/otlp-settings.ts';
import type { OtherPorts } from './listeners.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Ports of the older services, relative to the base port: orders, order payments, rides. */
const offsets = [0, 2, 82] as const;
const otherOffsets = { explorer: 80, requestor: 1, trips: 81, notifications: 84 } as const;
/** Ports of the customers' and of the services' RPCs. */
const standardGrpc = [50_051, 7_000] as const;
/** Their offsets if the base port is not the standard one. */
const grpcOffsets = [51, 70] as const;
const standardPort = 8000;
const highest = 65_535 - 84;

export type Ports = Readonly<{ ports: readonly number[]; otherPorts: OtherPorts }>;

/**
 * The ports for --port. Without it, SERVICE_PORT sets the port of the rides API and PORT that of the services' RPCs, as
 * they did for the older services. Throws Refusal.
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
  // 0 picks any free port.
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
  throw new CommandRefusal(`${name} ${text} is not a port: use a number from 0 to ${most}.`);
}

const mostProcesses = 1_000;

/**
 * Reads --concurrency. A debugged function has one shared process: a process that runs one request at a time blocks between
 * requests, and answers no debugger meanwhile. Throws Refusal.
 */
export function concurrencyFrom(option: string | undefined, isInspected = false): Concurrency | undefined {
  if (isInspected && option !== undefined && option !== 'shared') {
    throw new CommandRefusal('--inspect runs each function in one process: leave out --concurrency.');
  }
  if (isInspected) return 'shared';
  if (option === undefined || option === 'shared') return option;
  const processes = Number(option);
  if (/^\d+$/.test(option) && processes >= 1 && processes <= mostProcesses) return processes;
  throw new CommandRefusal(
    `--concurrency ${option} is invalid: use a number of processes from 1 to ${mostProcesses}, or shared.`,
  );
}

/** CDK context by environment variable. */
const contextNames = {
  TRIP_SERVICE_URL: 'tripServiceUrl',
  NOTIFICATION_SERVICE_URL: 'notificationServiceUrl',
  RATE_LIMIT_ENABLED: 'rateLimitEnabled',
  LOG_LEVEL: 'logLevel',
} as const;

/** Python's names, which the older services used. */
const logLevels: Variables = { WARNING: 'WARN', CRITICAL: 'FATAL' };

/** CDK context from environment variables. */
export function contextFrom(variables: Variables): Context {
  const level = variables.LOG_LEVEL?.toUpperCase() ?? '';
  const translated: Variables = { ...variables, LOG_LEVEL: logLevels[level] ?? level };
  const given = Object.entries(contextNames).flatMap(([variable, name]) => {
    const value = translated[variable];
    return value ? [[name, value] as const] : [];
  });
  return Object.fromEntries(given);
}

/** The collector that OpenTelemetry's variables name. Throws Refusal. */
export function collectorFrom(variables: Variables): OtlpSettings | undefined {
  try {
    return otlpSettings(variables, 'payment-service');
  } catch (error) {
    throw error instanceof OtlpSettingError ? new CommandRefusal(error.message) : error;
  }
}

/** Context that is fixed on this machine: there is one stage, without authentication. */
const notLocal = ['stage', 'auth', 'emulatorUrl'];

/** CDK context from `-c NAME=VALUE`. Throws Refusal. */
export function contextOptions(options: readonly string[]): Context {
  return Object.fromEntries(
    options.map((option) => {
      const [, name = '', value = ''] = /^(\w+)=(.+)$/.exec(option) ?? [];
      if (name === '') throw new CommandRefusal(`-c ${option} is not NAME=VALUE, such as -c onePaymentPerOrder=on.`);
      if (notLocal.includes(name)) throw new CommandRefusal(`-c ${name} cannot be changed on this machine.`);
      return [name, value];
    }),
  );
}
