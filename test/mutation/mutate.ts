import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { root, runNode, runProgram } from '../../deploy/run-program.ts';
import { parsedArguments } from '../../local/program/arguments.ts';
import { command } from '../../local/program/command.ts';

const version = '10.1.1';

const help = `npm run mutate: changes the rules and the contracts in small ways, one at a time, and counts the tests that notice.

About 7 minutes on two cores. Stryker ${version} is installed into .build/stryker at the first time.
The score and the report: .build/mutation/index.html

  --help   this text`;

/** Stryker brings 200 packages along, which nobody needs who does not run it: so it is no dependency of ours. */
async function mutate(): Promise<void> {
  const { values } = parsedArguments({ options: { help: { type: 'boolean', default: false } } });
  if (values.help) return console.log(help);
  const directory = join(root, '.build', 'stryker', version);
  const stryker = join(directory, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  if (!existsSync(stryker)) {
    const packages = ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@${version}`);
    // Without its peers: it is to find our Vitest, and no other.
    const options = ['--no-save', '--no-audit', '--no-fund', '--legacy-peer-deps', '--prefix', directory];
    await runProgram('npm', ['install', ...options, ...packages], process.env, { shell: process.platform === 'win32' });
  }
  await runNode([stryker, 'run', join('test', 'mutation', 'stryker.config.json')], process.env);
}

await command(mutate);
