/**
 * A payment as the processor knows it (Stripe: a PaymentIntent). Opening one moves no money and gives nobody the means to
 * move any: only an intent that is stored in the payment's item is ever executed.
 */
export type Intent = Readonly<{ processor: string; account: string; id: string }>;

/** What the customer has to do. Never a client secret: that is read when it is asked for, and not stored. */
export type NextAction = Readonly<{ type: 'redirect'; url: string }> | Readonly<{ type: 'in_app' }>;
