type FormValue = string | bigint | boolean | undefined | readonly string[] | StripeForm;

/** Parameters of a request. What is undefined is not sent. */
export type StripeForm = Readonly<{ [name: string]: FormValue }>;

/** Stripe's form encoding: `expand[0]=latest_charge&metadata[payment_id]=7`. */
export function encodeForm(form: StripeForm): string {
  return new URLSearchParams([...pairs(form, '')]).toString();
}

function* pairs(form: StripeForm | readonly string[], parent: string): Generator<[string, string]> {
  for (const [name, value] of Object.entries(form)) {
    const path = parent === '' ? name : `${parent}[${name}]`;
    if (value === undefined) continue;
    if (typeof value === 'object') yield* pairs(value, path);
    else yield [path, String(value)];
  }
}
