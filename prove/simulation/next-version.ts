import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { threadId } from 'node:worker_threads';
import type { Endpoint } from '../../test/support/call.ts';
import type { EndpointName } from './operations.ts';

/** How the next version hashes the field that it adds. `by position` is the mistake that a mutant makes. */
export type Hashing = 'by name' | 'by position';
export type NextHandlers = Readonly<Partial<Record<EndpointName, Endpoint>>>;

const root = resolve(import.meta.dirname, '../..');
const functions = {
  'create-payment': 'functions/payments/create-payment.ts',
  'charge-trip': 'functions/payments/charge-trip.ts',
  'refund-payment': 'functions/payments/refund-payment.ts',
  'create-order-payment': 'functions/orders/create-order-payment.ts',
  'services-request-payment': 'functions/services/services-request-payment.ts',
  'customers-create-payment': 'functions/customers/customers-create-payment.ts',
} as const satisfies Partial<Record<EndpointName, string>>;
const fileOf = (name: string) => `src/contracts/${name}.ts`;
const bodies = ['payment-body', 'orders', 'rides', 'refunds'].map(fileOf);
const fingerprints = ['payments', 'orders', 'rides', 'refunds'].map(fileOf);
const readers = ['services', 'customers'].map(fileOf);
const domain = ['src/domain/fingerprint.ts', 'src/domain/refund.ts'];
const changed = [...Object.values(functions), ...bodies, ...fingerprints, ...readers, ...domain];

/**
 * The handlers of a version whose contracts each have one more optional field, `note`. It is added to a copy of the
 * source as docs/decisions/0110 tells us to, so nothing of it is in the product.
 */
export async function nextVersion(hashing: Hashing): Promise<NextHandlers> {
  const directory = join(root, '.build', 'next-version', hashing.replace(' ', '-'));
  for (const file of changed) write(join(directory, file), sourceOf(file, hashing, directory));
  const loaded = Object.entries(functions).map(async ([name, file]) => {
    const { handler } = await import(/* @vite-ignore */ pathToFileURL(join(directory, file)).href);
    return [name, handler] as const;
  });
  return Object.fromEntries(await Promise.all(loaded));
}

function sourceOf(file: string, hashing: Hashing, directory: string): string {
  let text = readFileSync(join(root, file), 'utf8');
  if (bodies.includes(file)) {
    text = replaced(text, /(Body = (?:z\.lazy\(\(\) =>\s+)?z\.\w+\(\{\n)/, '$1  note: z.optional(z.string()),\n');
  }
  if (fingerprints.includes(file)) {
    text = replaced(
      text,
      /\(_?request: ([^)]+)\) =>(\s+)addedFields\(\{/,
      '(request: $1) =>$2addedFields({ note: request.note, ',
    );
  }
  if (file === 'src/domain/fingerprint.ts' && hashing === 'by position') {
    text = replaced(text, /return newer\.length .+;/, 'return fingerprintOf(...values, added.note ?? null);');
  }
  return text.replaceAll(/from '(\.[^']+)'/g, (_import, path: string) => {
    const imported = resolve(root, dirname(file), path);
    if (changed.includes(relative(root, imported))) return `from '${path}'`;
    return `from '${relative(dirname(join(directory, file)), imported)}'`;
  });
}

function replaced(text: string, what: RegExp, by: string): string {
  if (what.test(text)) return text.replace(what, by);
  throw new Error(`a contract does not declare its newer fields where the simulator looks for them: ${what}`);
}

/** Renamed into its place: several threads may write it at a time. */
function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}-${threadId}`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}
