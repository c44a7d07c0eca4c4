import { expectedOf } from '../domain/expected-rows.ts';
import type { ExpectedRow, SettlementRow } from '../domain/settlement.ts';
import type { Events } from '../store/events.ts';
import type { Places } from '../store/places.ts';
import { placesOfRow, type RowPlace } from '../store/settlement-item.ts';
import type { SettlementRows } from '../store/settlement-rows.ts';

export type RelatedServices = Readonly<{
  settlementRows: Pick<SettlementRows, 'at'>;
  events: Pick<Events, 'ofPayment'>;
  places: Pick<Places, 'rowsAt' | 'paymentOfRefund'>;
}>;

type Related = Readonly<{ rows: readonly SettlementRow[]; expected: readonly ExpectedRow[] }>;

const atOnce = 25;
/** Payments with one reference. A processor gives each payment its own. */
const mostOfReference = 10;

/**
 * Everything on which the result for some rows, or for a place, depends: what the payments there let us expect, and all rows that
 * were ever kept about these. A row may lead to another name of its payment, and that name to more rows.
 */
export async function relatedTo(
  { rows, at }: Readonly<{ rows: readonly SettlementRow[]; at: readonly RowPlace[] }>,
  processor: string,
  services: RelatedServices,
): Promise<Related> {
  const found = new Map(rows.map((row) => [row.id, row]));
  const expected = new Map<string, ExpectedRow>();
  const seen = new Set<string>();
  for (let next = placesToRead(); next.length > 0; next = placesToRead()) {
    const isKnown = ({ by, value }: RowPlace) =>
      by === 'refund' && [...expected.values()].some(({ refundId }) => refundId === value);
    const unknown = next.filter((place) => !isKnown(place));
    for (const row of (await each(next, (place) => services.settlementRows.at(processor, place))).flat()) {
      if (!found.has(row.id)) found.set(row.id, row);
    }
    for (const one of (await each(unknown, (place) => expectedAt(place, processor, services))).flat()) {
      expected.set(one.entryId, one);
    }
    for (const place of next) seen.add(nameOf(place));
  }
  return { rows: [...found.values()], expected: [...expected.values()] };

  /** References before refunds: most lead to the payment of a refund as well. */
  function placesToRead(): readonly RowPlace[] {
    const places = [...at, ...[...found.values()].flatMap(placesOfRow), ...[...expected.values()].flatMap(placesOf)];
    const distinct = new Map(places.map((place) => [nameOf(place), place]));
    const left = [...distinct].filter(([name]) => !seen.has(name)).map(([, place]) => place);
    const references = left.filter(({ by }) => by === 'reference');
    return references.length > 0 ? references : left;
  }
}

/** Where the rows that are expected may be. */
const placesOf = ({ intentId, ...named }: ExpectedRow): readonly RowPlace[] => [
  ...placesOfRow(named),
  ...(intentId === undefined ? [] : [{ by: 'reference', value: intentId } as const]),
];

const nameOf = ({ by, value }: RowPlace): string => `${by}#${value}`;

/** The rows that the payments at a place let us expect there. */
async function expectedAt(
  place: RowPlace,
  processor: string,
  { places, events }: RelatedServices,
): Promise<readonly ExpectedRow[]> {
  const ids = await paymentsAt(place, places);
  const recorded = (await each([...new Set(ids)], (id) => events.ofPayment(id))).flat();
  const expected = recorded.map((event) => expectedOf(event, processor)).filter((one) => one !== undefined);
  return expected.filter((one) => placesOf(one).some((other) => nameOf(other) === nameOf(place)));
}

async function paymentsAt({ by, value }: RowPlace, places: RelatedServices['places']): Promise<readonly string[]> {
  if (by === 'refund') {
    const paymentId = await places.paymentOfRefund(value);
    return paymentId === undefined ? [] : [paymentId];
  }
  const ids: string[] = [];
  for await (const { paymentId } of places.rowsAt({ by, value }, undefined, mostOfReference)) {
    if (ids.push(paymentId) === mostOfReference) break;
  }
  return ids;
}

/** Does work for each value, some at once. */
export async function each<Value, Result>(
  values: readonly Value[],
  work: (value: Value) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < values.length; from += atOnce) {
    results.push(...(await Promise.all(values.slice(from, from + atOnce).map(work))));
  }
  return results;
}
