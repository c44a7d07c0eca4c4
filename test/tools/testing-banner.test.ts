import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { banner } from '../../tools/testing/banner.ts';

const begin = (node: string) =>
  runInNewContext(banner, {
    process: { versions: { node } },
    require: createRequire(import.meta.url),
    __filename: import.meta.filename,
  });

it.each(['20.20.2', '22.12.0', '23.11.1'])('the testing package says in Node %s which Node it needs', (node) => {
  expect(() => begin(node)).toThrow(
    `payment-service/testing needs Node 24 or later, and this is Node ${node}. Run the tests with a newer Node.`,
  );
});

it.each(['24.0.0', '26.1.0'])('the testing package begins in Node %s', (node) => {
  expect(() => begin(node)).not.toThrow();
});
