import type { Method } from '../domain/payment-fields.ts';

/** Abilities of a processor. */
export type Abilities = Readonly<{
  currencies: ReadonlySet<string>;
  methods: ReadonlySet<Method>;
  partialCapture: boolean;
  /** For how long a repeated key is certain to be recognised. */
  keysForMs: number;
  /** A refund that succeeded may fail later, when the customer's bank sends it back. */
  refundsMayComeBack: boolean;
  /** Whether a token or customer's id may be this processor's. Another one's payment is not routed here. */
  takesToken: (token: string) => boolean;
  /** Charges a token without its customer. Else every payment has to ask the customer. */
  chargesAlone: boolean;
  /** Takes no payment without a URL that its customer comes back to. */
  needsReturnUrl: boolean;
  /** Methods by which it holds an amount that is captured later. */
  holdsMethods: ReadonlySet<Method>;
  /** The processor lets an authorization go that is not captured in time. */
  authorizationsLapse: boolean;
  /** `open` is a pure function: it asks nobody, and gives the same intent again. */
  openIsLocal: boolean;
}>;
