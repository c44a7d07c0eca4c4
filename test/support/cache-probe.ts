import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Assemblies, cachedAssemblies } from '../../hermetic/template/assemblies.ts';
import type { Context } from '../../hermetic/template/project.ts';
import { bundleApart } from '../../tools/app/bundle-apart.ts';
import { paymentProject } from '../../tools/app/project.ts';
import { synthesiseTemplates } from '../../tools/app/synth.ts';

/** Result of a start or a reload: a function's code and settings, and what was synthesised and built. */
export type ProbeResult = Readonly<{
  code: string;
  memoryMb: number;
  logLevel: string | undefined;
  synthesised: number;
  built: readonly string[];
}>;

export type ProbeRequest = Readonly<{
  name: string;
  context?: Context;
  /** Counts a synthesis, which takes seconds, without running it. */
  dry?: boolean;
}>;

let synthesised = 0;
let isDry = false as boolean;
let built: string[] = [];

const assembliesFor = (context: Context | undefined) =>
  cachedAssemblies(
    {
      ...paymentProject,
      synthesise: (...given) => {
        synthesised += 1;
        if (isDry) throw new Error('dry');
        return synthesiseTemplates(...given);
      },
      build: (sources, outdir) => {
        built.push(...sources.map(({ name }) => name));
        return bundleApart(sources, outdir);
      },
    },
    context,
  );

async function probe(assemblies: Assemblies, name: string): Promise<ProbeResult> {
  [synthesised, built] = [0, []];
  const next = await assemblies.next().catch((error: unknown) => {
    if (!isDry) throw error;
  });
  if (next === undefined) return { code: '', memoryMb: 0, logLevel: undefined, synthesised, built };
  const { app } = next;
  const found = [...app.functions.values()].find((one) => one.name.endsWith(`-local-${name}`));
  if (found === undefined) throw new Error(`no function ${name}`);
  await assemblies.prepareCode(found.codeDir);
  const code = readFileSync(join(found.codeDir, 'index.js'), 'utf8');
  return { code, memoryMb: found.memoryMb, logLevel: found.applicationLogLevel, synthesised, built };
}

// One line in, one line out: the result of a reload in this process, and then that of a start.
const running = assembliesFor(undefined);
for await (const line of createInterface(process.stdin)) {
  const { name, context, dry = false } = JSON.parse(line) as ProbeRequest;
  isDry = dry;
  const reload = await probe(running, name);
  const next = assembliesFor(context);
  const start = await probe(next, name);
  next.removeAll();
  process.stdout.write(`${JSON.stringify({ reload, start })}\n`);
}
running.removeAll();
