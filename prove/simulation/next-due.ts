import { webhooksTable } from '../../test/support/world.ts';
import type { SimulatedStore } from './store.ts';
import { builtIn, busId } from './webhook-endpoints.ts';

/** When the first delivery is due to an endpoint that is enabled, in ms since the epoch; undefined if none waits. */
export function nextDue(store: SimulatedStore): number | undefined {
  const items = store.items(webhooksTable);
  const enabled = items.filter(({ id, disabled_reason }) => id === 'endpoint' && disabled_reason === undefined);
  const ids = new Set([builtIn, busId, ...enabled.map(({ sort }) => String(sort))].map((id) => `due#${id}`));
  const due = items.filter(({ id }) => ids.has(String(id))).map(({ sort }) => Date.parse(String(sort).slice(0, 24)));
  return due.length === 0 ? undefined : Math.min(...due);
}
