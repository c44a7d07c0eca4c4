import { styleText } from 'node:util';
import { parsedArguments } from '../../hermetic/process/arguments.ts';
import { command } from '../../hermetic/process/command.ts';
import { requestorApiName } from '../../lib/api-name.ts';
import type { EnvironmentDescription } from '../../tools/app/environment-description.ts';
import { documented, documentedRides, endpoints } from './documented.ts';
import { documentedRequestor } from './documented-rpc.ts';
import { mismatchesOf, runCommand } from './run-documented.ts';

const help = `Usage: npm run examples -- [--url http://localhost:8000]

Runs every documented command of the services that this one replaces against a running environment (npm start in
another terminal), and shows which of them give the documented answer. They expect fresh seed data: before running them
again, run npm run reset -- --seed. Exit code 1: a command failed.`;

/** The requestor mock is a separate API on its own port. */
async function requestorAt(url: string): Promise<string> {
  const description = await fetch(`${url}/_local/environment`).then(
    (response) => response.json() as Promise<EnvironmentDescription>,
    () => undefined,
  );
  return description?.addresses[requestorApiName(description.stage)] ?? 'http://localhost:8001';
}

async function examples(): Promise<void> {
  const { values } = parsedArguments({
    options: { url: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return console.log(help);
  const at = (port: number) => values.url ?? `http://localhost:${port}`;
  const served = { 8000: at(8000), 8001: await requestorAt(at(8000)), 8002: at(8002), 8082: at(8082) };
  const all = [...documented, ...endpoints, ...documentedRides, ...documentedRequestor];
  let failed = 0;
  for (const example of all) {
    const faults = await runCommand(example, served).then(
      (shown) => mismatchesOf(example, shown),
      (error: Error) => [error.message.split('\n').slice(0, 2).join(' ')],
    );
    const mark = faults.length === 0 ? styleText('green', '✔') : styleText('red', '✘');
    console.log(`${mark} ${example.source}: ${example.title}`);
    for (const fault of faults) console.log(`    ${fault}`);
    if (faults.length > 0) failed++;
  }
  console.log(`\n${all.length - failed} passed, ${failed} failed`);
  if (failed > 0) console.log('The commands expect fresh seed data: run npm run reset -- --seed');
  process.exitCode = failed === 0 ? 0 : 1;
}

await command(examples);
