import { resolvedBreakOf } from '../domain/breaks.ts';
import { expectedOf } from '../domain/expected-rows.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Events } from '../store/events.ts';
import type { SettlementRows } from '../store/settlement-rows.ts';

export type BreakServices = Readonly<{
  settlementRows: Pick<SettlementRows, 'get' | 'isResolved'>;
  events: Pick<Events, 'get'>;
}>;

/** A break by its id; `processors`: those whose reports may have its row. */
export type NamedBreak = Readonly<{ id: string; processors: readonly string[] }>;

/**
 * Resolves to the processor whose report has the row of a break, or to undefined for an event whose row a report must have. Throws
 * `break_not_found` if there is neither, and `field_required` if several processors have the row. Whether the break is open depends
 * on the deadline of a reconciliation, so that is not checked.
 */
export async function requireBreak(
  { id, processors }: NamedBreak,
  services: BreakServices,
): Promise<string | undefined> {
  const resolved = resolvedBreakOf(id);
  if (resolved !== undefined) {
    const processor = await requireBreak({ id: resolved, processors }, services);
    if (await services.settlementRows.isResolved(processor, resolved)) return processor;
    throw notFound(id, `no correction has resolved ${resolved}`);
  }
  const colon = id.indexOf(':');
  const [kind, name] = [id.slice(0, colon), id.slice(colon + 1)];
  if (kind === 'row') {
    const rows = await Promise.all(processors.map((processor) => services.settlementRows.get(processor, name)));
    const having = processors.filter((_, index) => rows[index] !== undefined);
    if (having.length > 1) throw ambiguous(id, having);
    if (having.length === 1) return having[0];
    throw notFound(id, `no report of ${processors.join(', ')} has the row ${name}`);
  }
  const event = await services.events.get(name);
  const { processor } = event ?? {};
  if (event !== undefined && processor !== undefined && expectedOf(event, processor) !== undefined) {
    return undefined;
  }
  throw notFound(id, `no report has to list the event ${name}`);
}

const notFound = (id: string, why: string) =>
  new Refusal('break_not_found', `there is no break ${id}: ${why}`, { field: '/resolves', more: { break_id: id } });

const ambiguous = (id: string, processors: readonly string[]) =>
  new Refusal(
    'field_required',
    `the reports of ${processors.join(', ')} have ${id}: name the processor of this break`,
    {
      field: '/processor',
    },
  );
