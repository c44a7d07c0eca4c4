// An execution environment that runs many invocations at once, as Lambda Managed Instances do; for load tests.
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { contextOf, describe, loadHandler } from './load-handler.mjs';

// Without its parent a function must not run on: there is nobody to stop it.
process.on('disconnect', () => process.exit());
process.channel?.unref();

// Nobody knows which invocation an error belongs to that none of them awaits: it ends them all.
process.on('uncaughtException', (error) => endWith(describe(error), 129));
process.on('unhandledRejection', (reason) =>
  endWith({ ...describe(reason), errorType: 'Runtime.UnhandledPromiseRejection' }, 128),
);

/** The other end is in shared-environment.ts: one line an invocation, and one for its answer, in any order. */
const channel = new Socket({ fd: 4 });
const handler = await loadHandler().catch((error) => endWith(describe(error), 1));
let rest = '';
channel.setEncoding('utf8').on('data', (text) => {
  const lines = (rest + text).split('\n');
  rest = lines.pop();
  for (const line of lines) void run(JSON.parse(line));
});
channel.on('end', () => process.exit());
channel.write(`${JSON.stringify({ ready: true })}\n`);

async function run({ event, requestId, deadline, functionArn, clockOffsetMs }) {
  if (clockOffsetMs > 0) (await import('./moved-date.mjs')).moveDate(clockOffsetMs);
  const answer = await answerTo(event, contextOf({ requestId, deadline, functionArn }));
  const { payload, ...others } = answer;
  const message = JSON.stringify({ requestId, ...others, maxMemoryKb: process.resourceUsage().maxRSS });
  // As in function-process.mjs: the payload stays JSON text behind a tab. A function that returns nothing has none.
  channel.write([message, payload].filter(Boolean).join('\t').concat('\n'));
}

async function answerTo(event, context) {
  try {
    return { payload: JSON.stringify(await handler(event, context)) };
  } catch (error) {
    const described = describe(error);
    process.stderr.write(`ERROR\tInvoke Error\t${JSON.stringify(described)}\n`);
    return { error: described };
  }
}

function endWith(error, status) {
  writeSync(2, `ERROR\tUncaught Exception\t${JSON.stringify(error)}\n`);
  process.exit(status);
}
