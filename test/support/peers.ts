import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Programs that the checks use where they are there, but that neither the product nor `npm test` needs. */
const peers = join(import.meta.dirname, '..', '..', '.build', 'peers');

const installed = (...path: readonly string[]) => {
  const program = join(peers, ...path);
  return existsSync(program) ? program : undefined;
};

export const grpcurl = installed('bin', 'grpcurl');
/** With grpcio and grpcio-tools. */
export const python = installed('python', 'bin', 'python');

/** What the name of a skipped test says. */
export const missing = (name: string): string => ` (${name} is not here: .ci/peers installs it)`;
