import { optionalEnv } from '../src/runtime/env.ts';
import { startEdge } from './server.ts';
import { settingsFrom } from './settings.ts';
import { edgeCredentials } from './signing.ts';

const help = `node edge/main.ts: serves gRPC, gRPC-Web and Connect, and forwards calls to the payment API.

Environment variables:
  UPSTREAM=http://localhost:8000   address of the payment API (required)
  UPSTREAM_AUTH=iam                sign requests with SigV4, for an API with IAM authentication (default: none)
  PORT=50051                       one port or several, such as 50051,7000; 0 picks a free port
  HOST=127.0.0.1                   address to listen on; use 0.0.0.0 in a container
  LOG=on                           log one line of JSON per call (default: off)
`;

/** Time for calls in flight to finish after SIGTERM. The same as in the replaced service. */
const graceMs = 5_000;

const write = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`);

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return void process.stdout.write(help);
  const { upstream, host, ports, signed, log } = settingsFrom(optionalEnv);
  const edge = await startEdge({
    upstream,
    host,
    ports,
    sign: signed ? edgeCredentials() : undefined,
    log: log ? write : undefined,
  });
  write({ event: 'started', host, ports: edge.ports, upstream });
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    // A second signal ends the process at once.
    if (stopping) process.exit(1);
    stopping = true;
    write({ event: 'stopping', signal });
    void edge.stop(graceMs).then(() => process.exit(0));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
