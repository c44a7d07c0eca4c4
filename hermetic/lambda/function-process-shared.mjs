// A function's process that runs many invocations concurrently, as Lambda Managed Instances do. For load tests.
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { contextOf, describe, loadHandler } from './load-handler.mjs';

// A function must not outlive its parent, because nothing else would stop it.
process.on('disconnect', () => process.exit());
process.channel?.unref();

// An error that no invocation awaits cannot be assigned to one of them, so all fail.
process.on('uncaughtException', (error) => endWith(describe(error), 129));
process.on('unhandledRejection', (reason) =>
  endWith({ ...describe(reason), errorType: 'Runtime.UnhandledPromiseRejection' }, 128),
);

/** To shared-environment.ts: one line per invocation and one per answer, in any order. */
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
  // Format as in function-process.mjs. A function that returns nothing has no payload.
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
