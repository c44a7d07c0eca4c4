import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { parsedArguments } from '../../hermetic/process/arguments.ts';
import { command } from '../../hermetic/process/command.ts';
import { writeAssembly } from '../../hermetic/template/assemblies.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { paymentProject } from '../app/project.ts';
import { banner, oldestNode } from './banner.ts';

const help = `npm run testing:pack -- [--help]

Makes the package payment-service-<version>.tgz in .build, with which the tests of other projects start the service:
docs/testing.md.`;

const root = join(import.meta.dirname, '..', '..');
const directory = join(root, '.build', 'testing-package');
const entry = 'tools/testing/payment-service.ts';
/** Two folders below the package, because modules look for `.local` there. */
const output = join(directory, 'dist', 'testing');

/** Files that modules look for beside themselves: in the package, all modules are one. */
const beside = [
  ...[
    'function-process',
    'function-process-shared',
    'load-handler',
    'moved-date',
    'outgoing-calls',
    'faulty-calls',
  ].map((name) => `hermetic/lambda/${name}.mjs`),
  'tools/faults/processor-calls.mjs',
  'tools/seed/payments.csv',
];

/** Makes payment-service-<version>.tgz in `.build`: code, types, templates and bundles, and no dependency but the engine. */
async function pack(): Promise<void> {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  await bundleModule();
  for (const file of beside) copyFileSync(join(root, file), join(output, basename(file)));
  await writeAssembly(paymentProject, join(output, 'assembly'), { rateLimitEnabled: 'false' });
  await writeTypes();
  writeFileSync(join(directory, 'package.json'), `${JSON.stringify(manifest(), undefined, 2)}\n`);
  for (const file of ['LICENSE', 'generated/third-party-notices.txt', 'docs/testing.md'])
    copyFileSync(join(root, file), join(directory, basename(file)));
  const { stdout } = await promisify(execFile)('npm', ['pack', '--pack-destination', '..'], { cwd: directory });
  console.log(join('.build', stdout.trim().split('\n').at(-1) ?? ''));
}

/** CommonJS, because Jest loads no ES modules unless Node gets a flag for it. */
async function bundleModule(): Promise<void> {
  await build({
    entryPoints: [join(root, entry)],
    outfile: join(output, 'payment-service.cjs'),
    bundle: true,
    platform: 'node',
    target: `node${oldestNode}`,
    format: 'cjs',
    minify: true,
    // Only a synthesis needs these, and the templates are made.
    external: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', 'esbuild'],
    define: {
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
      'import.meta.url': 'moduleUrl',
      'import.meta.main': 'false',
    },
    banner: { js: banner },
    logLevel: 'error',
  });
}

/** The declarations of the module and of all that they refer to. */
async function writeTypes(): Promise<void> {
  const emitted = join(directory, 'types');
  const options = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', emitted];
  await promisify(execFile)(join(root, 'node_modules', '.bin', 'tsc'), ['-p', root, ...options], { cwd: root });
  const kept = join(output, 'types');
  copyDeclaration(join(emitted, entry.replace(/\.ts$/, '.d.ts')), emitted, kept);
  rmSync(emitted, { recursive: true });
}

function copyDeclaration(file: string, from: string, to: string): void {
  const target = join(to, relative(from, file));
  if (existsSync(target)) return;
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(file, target);
  for (const [, imported = ''] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)\.ts'/g)) {
    copyDeclaration(`${join(dirname(file), imported)}.d.ts`, from, to);
  }
}

function manifest(): object {
  const { name, version, license, description, optionalDependencies } = packageJson;
  const engines = Object.entries(optionalDependencies).filter(([dependency]) => dependency.startsWith('@dynoxide/'));
  return {
    name,
    version,
    description,
    license,
    engines: { node: `>=${oldestNode}` },
    files: ['dist', 'testing.md'],
    exports: {
      './testing': {
        types: './dist/testing/types/tools/testing/payment-service.d.ts',
        default: './dist/testing/payment-service.cjs',
      },
      './package.json': './package.json',
    },
    optionalDependencies: Object.fromEntries(engines),
  };
}

await command(async () => {
  const { values } = parsedArguments({ options: { help: { type: 'boolean' } } });
  await (values.help ? console.log(help) : pack());
});
