import { globSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { parsedArguments } from '../../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../../hermetic/process/command.ts';
import { root } from '../../tools/deploy/run-program.ts';
import { instrument } from './instrument.ts';
import { type Mutant, reportFile } from './mutants.ts';
import { equivalentMutants, judged, reportOf, reportText } from './report.ts';
import { runMutants } from './run-mutants.ts';

const folders = ['src/domain', 'src/contracts', 'src/commands'];

const help = `npm run mutate: changes ${folders.join(', ')} in small ways, one at a time, and counts the changes that
a test notices. The survivors are changes that no test notices.

Stryker's instrumenter makes the mutants (installed into .build/stryker the first time). All tests run in one process
and each is repeated with the mutants that it covers: a few minutes on one core.

  --file <part>   only source files whose path contains this; may be repeated
  --json          the report as JSON on stdout, and nothing else
  --help          this text

Mutants of code that runs when a module is loaded are not tried (tables, schemas). Mutants that no test can notice are
listed with a reason in test/mutation/equivalent-mutants.json. The whole report: ${relative(root, reportFile)}`;

async function mutate(): Promise<void> {
  const { values } = parsedArguments({
    options: {
      file: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const mutants = await instrument(sources(values.file));
  const progress = values.json ? () => {} : (line: string) => console.log(line);
  const report = reportOf(judged(mutants, await runMutants(progress), equivalentMutants()), folders);
  writeFileSync(reportFile, JSON.stringify(report, undefined, 2));
  console.log(values.json ? JSON.stringify(report, undefined, 2) : reportText(report));
  if (report.outdatedEquivalents.length > 0) process.exitCode = 1;
}

function sources(parts: readonly string[]): readonly Mutant['file'][] {
  const all = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root })).sort();
  const wanted = parts.length === 0 ? all : all.filter((file) => parts.some((part) => file.includes(part)));
  if (wanted.length === 0)
    throw new CommandRefusal(`No file in ${folders.join(', ')} has a path with ${parts.join(' or ')}.`);
  return wanted;
}

await command(mutate);
