import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { commandOf } from '../../hermetic/process/processes.ts';
import { CodeOfTests } from '../hermetic/declared-of-tests.ts';
import { ChildProgram } from '../support/child-program.ts';
import { eventually } from '../support/eventually.ts';

const code = new CodeOfTests();
afterAll(() => code.remove());

it('a killed environment takes its function processes with it, waiting, running and looping ones', async () => {
  const { functions } = code.declare({
    waiting: 'console.log(process.pid); exports.handler = async () => 1;',
    running: 'console.log(process.pid); exports.handler = () => new Promise(() => setInterval(() => {}, 1000));',
    looping: 'exports.handler = () => { console.log(process.pid); for (;;); };',
  });
  const program = join(code.directory, 'parent.mjs');
  const lambda = pathToFileURL(join(import.meta.dirname, '../../hermetic/lambda/lambda.ts')).href;
  writeFileSync(
    program,
    `import { Lambda } from '${lambda}';
     const lambda = new Lambda(
       { functions: new Map(${JSON.stringify([...functions])}), eventSources: [], schedules: [] },
       { functionEnvironment: {}, concurrency: 10, log: ({ text }) => console.log(text) },
     );
     await lambda.invoke('waiting', {});
     void lambda.invoke('running', {});
     void lambda.invoke('looping', {});`,
  );
  const parent = new ChildProgram([program]);
  const pids: number[] = [];
  while (pids.length < 3) pids.push(Number(await parent.line()));
  expect(pids.map((pid) => commandOf(pid) !== undefined)).toEqual([true, true, true]);
  parent.process.kill('SIGKILL');
  await parent.ended;
  await eventually(() => expect(pids.map(commandOf)).toEqual(pids.map(() => undefined)));
});
