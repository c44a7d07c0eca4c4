type FormValue = string | bigint | boolean | undefined | readonly string[] | Form;

/** Parameters of a request. What is undefined is not sent. */
export type Form = Readonly<{ [name: string]: FormValue }>;

/** Stripe's form encoding: `expand[0]=latest_charge&metadata[payment_id]=7`. */
export function encodeForm(form: Form): string {
  return new URLSearchParams([...pairs(form, '')]).toString();
}

function* pairs(form: Form | readonly string[], parent: string): Generator<[string, string]> {
  for (const [name, value] of Object.entries(form)) {
    const path = parent === '' ? name : `${parent}[${name}]`;
    if (value === undefined) continue;
    if (typeof value === 'object') yield* pairs(value, path);
    else yield [path, String(value)];
  }
}
