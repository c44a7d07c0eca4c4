import type { Stub } from './api-name.ts';
import type { TablePermissions } from './table-permissions.ts';

export type StubRoute = Readonly<{
  /** functions/<folder>/<name>.ts */
  name: string;
  folder: string;
  stub: Stub;
  method: 'GET' | 'POST';
  paths: readonly string[];
  may: TablePermissions;
  /** Needs no signature, because the functions that call it sign nothing. */
  isOpen: boolean;
}>;

/** Routes of the stubs. */
// biome-ignore format: one endpoint, one line
export const stubRoutes: readonly StubRoute[] = [
  { name: 'get-trip', folder: 'stubs', stub: 'trips', method: 'GET', paths: ['/v1/trips/{trip_id}'], may: {}, isOpen: true },
  { name: 'receive-notification', folder: 'stubs', stub: 'notifications', method: 'POST', paths: ['/v1/notifications'], may: { notifications: ['PutItem'] }, isOpen: true },
  { name: 'list-notifications', folder: 'stubs', stub: 'notifications', method: 'GET', paths: ['/v1/notifications'], may: { notifications: ['Query'] }, isOpen: false },
];
