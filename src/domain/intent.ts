/**
 * A payment as the processor knows it (Stripe: a PaymentIntent). Opening one moves no money and gives nobody the means to
 * move any: only an intent that is stored in the payment's item is ever executed.
 */
export type Intent = Readonly<{ processor: string; account: string; id: string }>;

/** The customer's next step. It never holds a client secret, which is read on request and not stored. */
export type NextAction = Readonly<{ type: 'redirect'; url: string }> | Readonly<{ type: 'in_app' }>;
