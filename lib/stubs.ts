import type { Stub } from './api-name.ts';
import type { Rights } from './rights.ts';

export type StubRoute = Readonly<{
  /** functions/<folder>/<name>.ts */
  name: string;
  folder: string;
  stub: Stub;
  method: 'GET' | 'POST';
  paths: readonly string[];
  may: Rights;
  /** Other functions call it, and they sign nothing. */
  isOpen: boolean;
}>;

/** What stands in for the services that ours calls. */
// biome-ignore format: one endpoint, one line
export const stubRoutes: readonly StubRoute[] = [
  { name: 'get-trip', folder: 'stubs', stub: 'trips', method: 'GET', paths: ['/v1/trips/{trip_id}'], may: {}, isOpen: true },
  { name: 'receive-notification', folder: 'stubs', stub: 'notifications', method: 'POST', paths: ['/v1/notifications'], may: { notifications: ['PutItem'] }, isOpen: true },
  { name: 'list-notifications', folder: 'stubs', stub: 'notifications', method: 'GET', paths: ['/v1/notifications'], may: { notifications: ['Query'] }, isOpen: false },
];
