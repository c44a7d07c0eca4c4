/** Kinds of values that lead to a payment, besides its id, its trip and its time. */
type PlaceKind = 'customer' | 'order' | 'reference' | 'refund';

/** A hint that leads to a payment. The payment itself confirms it: `createdAt` is another once an order is paid anew. */
export type Place = Readonly<{ by: PlaceKind; value: string; createdAt: string; paymentId: string }>;

export type NamedPlace = Pick<Place, 'by' | 'value'>;
