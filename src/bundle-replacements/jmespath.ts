/**
 * Stands in for Powertools' JMESPath in the bundles. What src/commands/run-once.ts looks up is a name, and the language
 * would add 23 KB to every function that changes a payment.
 */
export function search(name: string, data: Readonly<Record<string, unknown>>): unknown {
  if (!/^[a-z]+$/.test(name)) throw new Error(`only a name can be looked up here, not ${name}`);
  return Object.hasOwn(data, name) ? data[name] : null;
}

/** Functions of that language; Powertools makes them at once and nothing calls them. */
export class PowertoolsFunctions {}
