import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../hermetic/process/command.ts';
import { type ProgramEnvironment, root, runNode } from '../tools/deploy/run-program.ts';
import { skips } from './integration/skips.ts';
import { openDeployedStage } from './support/deployed-stage.ts';
import { openRunningEnvironment } from './support/running-environment.ts';
import { type TargetName, targets } from './support/target.ts';

const help = `npm run test:integration -- [options] [words for vitest]: the integration suite, on one of four targets.

  --target local       an environment of its own for each suite (default)
    --url URL          the running environment of npm start instead
  --target localstack  what npm run localstack:deploy deployed
  --target ministack   what npm run ministack:deploy deployed
    --url URL          where the emulator is (AWS_ENDPOINT_URL, or http://localhost:4566)
  --target aws         what npm run deploy deployed, with your AWS credentials; it writes payments there
    --stage NAME       the stage (sandbox)
  --help               this text`;

async function integration(): Promise<void> {
  const { values, positionals } = parsedArguments({
    options: {
      target: { type: 'string', default: 'local' },
      url: { type: 'string' },
      stage: { type: 'string', default: 'sandbox' },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (values.help) return console.log(help);
  const target = targets.find((one) => one === values.target);
  if (target === undefined) throw new CommandRefusal(`--target ${values.target} is none of ${targets.join(', ')}.`);
  const { url, stage } = values;
  if (target === 'local' && url === undefined) return runVitest(target, positionals, {});
  const open = target === 'local' ? openRunningEnvironment(String(url)) : openDeployedStage({ target, stage, url });
  const { environment, close } = await open;
  try {
    // All suites share one stage, and functions are started for what comes at once: one suite after the other.
    await runVitest(target, [...positionals, '--no-file-parallelism'], environment);
    if (positionals.length === 0) refuseStaleSkips(target);
  } finally {
    await close();
  }
}

const resultsOf = (target: TargetName) => `.build/integration-${target}.json`;

function runVitest(target: TargetName, words: readonly string[], environment: ProgramEnvironment): Promise<void> {
  const [named, options] = [
    words.filter((word) => !word.startsWith('-')),
    words.filter((word) => word.startsWith('-')),
  ];
  const wanted = suites().filter((file) => named.length === 0 || named.some((name) => file.includes(name)));
  if (wanted.length === 0)
    throw new CommandRefusal(`No suite that runs on every target is called ${named.join(' or ')}.`);
  const results = `--outputFile.json=${resultsOf(target)}`;
  // Both: `npm test` takes a few rows of the longest tables, and soak tests the others.
  const projects = ['--project', 'integration', '--project', 'soak-faces'];
  const vitest = [join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...projects];
  return runNode([...vitest, results, ...options, ...wanted], { ...process.env, ...environment });
}

/** A line of the table that skips nothing any more would hide the next test of that name. */
function refuseStaleSkips(target: TargetName): void {
  const { testResults } = JSON.parse(readFileSync(join(root, resultsOf(target)), 'utf8')) as Results;
  const skipped = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'skipped')
      .map(({ ancestorTitles, title }) => [basename(name, '.test.ts'), ...ancestorTitles, title].join(' > ')),
  );
  const stale = skips.filter((one) => one.target === target && !skipped.some((name) => name.startsWith(one.test)));
  if (stale.length > 0)
    throw new CommandRefusal(`Skips that skip nothing: ${stale.map(({ test }) => test).join('; ')}`, 1);
}

/** The members of Vitest's report that are read. */
type Results = Readonly<{
  testResults: readonly Readonly<{
    name: string;
    assertionResults: readonly Readonly<{ ancestorTitles: readonly string[]; title: string; status: string }>[];
  }>[];
}>;

/** Those that ask for a target; all others need what only an environment of their own has. */
const suites = (): readonly string[] =>
  globSync('test/integration/*.test.ts', { cwd: root }).filter((file) =>
    readFileSync(join(root, file), 'utf8').includes("from '../support/target.ts'"),
  );

await command(integration);
