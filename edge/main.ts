import { optionalEnv } from '../src/runtime/env.ts';
import { startEdge } from './server.ts';
import { settingsFrom } from './settings.ts';
import { edgeCredentials } from './signing.ts';

const help = `node edge/main.ts: gRPC, gRPC-Web and Connect for the payment API.

Variables:
  UPSTREAM=http://localhost:8000   the payment API
  UPSTREAM_AUTH=iam                signs requests to it, for an API that wants IAM; none if left out
  PORT=50051                       one port, or several: 50051,7000; 0 is any free one
  HOST=127.0.0.1                   0.0.0.0 in a container
  LOG=on                           a line of JSON for each call
`;

/** After which calls in flight are cut off, as the service before it did. */
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
    // Who asks twice does not want to wait.
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
