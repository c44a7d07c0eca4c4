import { apiName, type Stub, stubApiName } from '../../lib/api-name.ts';
import type { Door } from '../api-gateway/gateway.ts';
import type { Addresses } from '../template/addresses.ts';

export type StubUrls = Readonly<Record<Stub, string>>;

/** The ports of the service's API first, then those of the stubs, which functions call too. */
export function doorsOf(
  stage: string,
  ports: readonly number[],
  stubPorts: Readonly<Record<Stub, number>> = { trips: 0, notifications: 0 },
): readonly Door[] {
  const stubDoor = (stub: Stub) => ({ api: stubApiName(stage, stub), port: stubPorts[stub], forFunctions: true });
  return [...ports.map((port) => ({ api: apiName(stage), port })), stubDoor('trips'), stubDoor('notifications')];
}

export function stubUrls(stage: string, addresses: Addresses): StubUrls {
  const url = (stub: Stub) => (addresses[stubApiName(stage, stub)] ?? '').replace('127.0.0.1', 'localhost');
  return { trips: url('trips'), notifications: url('notifications') };
}
