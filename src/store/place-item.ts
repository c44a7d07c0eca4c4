import type { NamedPlace, Place } from '../domain/place.ts';

/** The partition of a place's rows. */
export const placeId = ({ by, value }: NamedPlace): string => `${by}#${value}`;

/** The position of a payment in a list: that of the index by time. */
export const positionOf = ({ createdAt, paymentId }: Pick<Place, 'createdAt' | 'paymentId'>): string =>
  `${createdAt}#${paymentId}`;

export const placeItemOf = (place: Place) => ({ id: placeId(place), sort: positionOf(place) });

export function placeAt(named: NamedPlace, position: string): Place {
  const at = position.indexOf('#');
  return { ...named, createdAt: position.slice(0, at), paymentId: position.slice(at + 1) };
}
