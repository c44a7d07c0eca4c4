import { parseArgs, styleText } from 'node:util';
import { documented, documentedRides, endpoints } from './documented.ts';
import { faultsOf, show } from './run-documented.ts';

const help = `Usage: npm run examples -- [--url http://localhost:8000]

Runs every documented command of the services that this one replaces against a running environment
(npm start in another terminal), and shows what came of it. Exit code 1 if one of them fails.`;

const { values } = parseArgs({ options: { url: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
if (values.help) {
  console.log(help);
  process.exit(0);
}
const at = (port: number) => values.url ?? `http://localhost:${port}`;
const served = { 8000: at(8000), 8002: at(8002), 8082: at(8082) };
const all = [...documented, ...endpoints, ...documentedRides];

let failed = 0;
for (const example of all) {
  const faults = await show(example, served).then(
    (shown) => faultsOf(example, shown),
    (error: Error) => [error.message.split('\n').slice(0, 2).join(' ')],
  );
  const mark = faults.length === 0 ? styleText('green', '✔') : styleText('red', '✘');
  console.log(`${mark} ${example.source}: ${example.title}`);
  for (const fault of faults) console.log(`    ${fault}`);
  if (faults.length > 0) failed++;
}
console.log(`\n${all.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
