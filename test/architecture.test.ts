import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** What each room of the house may know, besides Node and itself. Data flows one way: routes, functions, domain, store. */
const mayImport: Readonly<Record<string, Readonly<{ rooms: readonly string[]; packages: readonly string[] }>>> = {
  'src/domain': { rooms: [], packages: [] },
  'src/projections': { rooms: ['src/domain'], packages: [] },
  'src/contracts': { rooms: ['src/domain', 'src/projections'], packages: ['zod'] },
  'src/outbound': { rooms: ['src'], packages: [] },
  'src/trips': { rooms: ['src/contracts', 'src/domain', 'src/outbound', 'src'], packages: ['zod'] },
  'src/notifications': { rooms: ['src/contracts', 'src/outbound', 'src/projections', 'src'], packages: [] },
  'src/workers': {
    rooms: ['src/domain', 'src/projections', 'src/store', 'src'],
    packages: ['@aws-lambda-powertools/logger', '@aws-sdk/client-dynamodb', 'aws-lambda'],
  },
  'src/processor': { rooms: ['src/domain', 'src'], packages: [] },
  'src/store': {
    rooms: ['src/domain', 'src'],
    packages: [
      'zod',
      '@aws-sdk/client-dynamodb',
      '@aws-sdk/lib-dynamodb',
      '@aws-sdk/util-dynamodb',
      '@smithy/core/retry',
    ],
  },
  'src/commands': {
    rooms: ['src/domain', 'src/store', 'src/processor', 'src/trips', 'src/projections', 'src/notifications', 'src'],
    packages: ['@aws-lambda-powertools/idempotency', '@aws-lambda-powertools/idempotency/persistence', 'aws-lambda'],
  },
  'src/http': {
    rooms: ['src/domain', 'src/contracts', 'src/store', 'src'],
    packages: [
      '@aws-lambda-powertools/logger',
      '@aws-lambda-powertools/logger/middleware',
      '@middy/core',
      'aws-lambda',
    ],
  },
  src: { rooms: ['src/domain', 'src/store'], packages: ['aws-lambda'] },
  // What stands in for other services, and nothing of ours may lean on.
  'src/stubs': { rooms: ['src', 'src/contracts', 'src/domain', 'src/store'], packages: ['@aws-sdk/lib-dynamodb'] },
  'functions/stubs': { rooms: ['src/http', 'src/stubs'], packages: [] },
  functions: {
    rooms: [
      'src',
      'src/commands',
      'src/contracts',
      'src/domain',
      'src/http',
      'src/notifications',
      'src/processor',
      'src/store',
      'src/trips',
      'src/workers',
    ],
    packages: [],
  },
  lib: { rooms: ['.'], packages: ['aws-cdk-lib', 'constructs', 'esbuild'] },
  bin: { rooms: ['lib'], packages: ['aws-cdk-lib'] },
};

type Import = Readonly<{ from: string; to: string }>;
const rooms = Object.keys(mayImport).sort((one, other) => other.length - one.length);
const roomOf = (file: string) => rooms.find((room) => file.startsWith(`${room}/`)) ?? dirname(file);

const imports: Import[] = globSync('{src,functions,lib,bin}/**/*.ts', { cwd: root }).flatMap((file) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import)\s+'([^']+)'/g)].map(([, to = '']) => ({
    from: file,
    to: to.startsWith('.') ? relative(root, join(root, dirname(file), to)) : to,
  })),
);

function isAllowed({ from, to }: Import): boolean {
  const room = roomOf(from);
  const allowed = mayImport[room];
  if (to.startsWith('node:')) return true;
  if (/^(src|functions|lib|bin|package\.json)/.test(to)) {
    return roomOf(to) === room || allowed?.rooms.includes(roomOf(to)) === true;
  }
  return allowed?.packages.some((name) => to === name || (room === 'lib' && to.startsWith(`${name}/`))) === true;
}

describe('the house', () => {
  it('was read', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it.each(Object.keys(mayImport))('keeps %s to what it may know', (room) => {
    const forbidden = imports.filter((one) => roomOf(one.from) === room && !isAllowed(one));
    expect(forbidden).toEqual([]);
  });

  it.each([
    ['src/domain/payment.ts', 'src/store/payments.ts'],
    ['src/domain/payment.ts', '@aws-sdk/client-dynamodb'],
    ['lib/api-stack.ts', 'src/env.ts'],
    ['src/store/payments.ts', 'src/http/problems.ts'],
    ['functions/orders/get-order.ts', '@aws-sdk/client-dynamodb'],
    ['functions/payments/charge-trip.ts', 'src/stubs/trips.ts'],
  ])('would notice if %s knew %s', (from, to) => {
    expect(isAllowed({ from, to })).toBe(false);
  });

  it('reads process.env in one file of what runs on Lambda', () => {
    const readers = globSync('{src,functions}/**/*.ts', { cwd: root }).filter((file) =>
      readFileSync(join(root, file), 'utf8').includes('process.env'),
    );
    expect(readers.filter((file) => file !== 'src/env.ts')).toEqual([]);
  });

  it.each([
    ['functions/**/*.ts', 25],
    ['{src,lib,bin}/**/*.ts', 170],
    ['local/**/*.{ts,mjs}', 200],
  ])('keeps the files of %s to %i lines', (pattern, most) => {
    const long = globSync(pattern, { cwd: root }).filter(
      (file) => readFileSync(join(root, file), 'utf8').split('\n').length - 1 > most,
    );
    expect(long).toEqual([]);
  });

  it('never uses the Middy middleware that deletes the record of a call in flight', () => {
    const users = imports.filter(({ to }) => to.includes('idempotency/middleware'));
    expect(users).toEqual([]);
  });
});
