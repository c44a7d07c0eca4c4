import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that tests use if they are installed. Neither the product nor `npm test` needs them. */
const peers = join(import.meta.dirname, '..', '..', '.build', 'peers');

const installed = (...path: readonly string[]) => {
  const program = join(peers, ...path);
  return existsSync(program) ? program : undefined;
};

export const grpcurl = installed('bin', 'grpcurl');
/** A Python with grpcio and grpcio-tools. */
export const python = installed('python', 'bin', 'python');

/** Judges Merkle trees by Go's own implementation of RFC 6962: merkle-peer/main.go. */
export const merklePeer = installed('bin', 'merkle-peer');
export const beanCheck = installed('beancount', 'bin', 'bean-check');
/** Debian, Fedora, Homebrew and others have a package hledger. */
export const hledger = (process.env.PATH ?? '')
  .split(delimiter)
  .map((directory) => join(directory, 'hledger'))
  .find((program) => existsSync(program));
/** A Python with standardwebhooks. */
export const webhooksPython = installed('webhooks', 'bin', 'python');

/** A program with standardwebhooks for Go: .ci/webhooks. */
export const webhooksGo = installed('bin', 'verify-webhooks');

/** Suffix of a skipped test's title. */
export const missing = (name: string): string => ` (${name} is not here: .ci/peers installs it)`;
