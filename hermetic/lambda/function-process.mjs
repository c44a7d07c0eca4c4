// A function's process: loads the function once, then runs one invocation after another, as Lambda's runtime does.
// JavaScript, because stripping types would double the time of a cold start (27 ms and 60 ms).
import { readSync, writeSync } from 'node:fs';
import { contextOf, describe, loadHandler } from './load-handler.mjs';
import { takeCalls } from './outgoing-calls.mjs';

/** Socket to execution-environment.ts: one line per invocation and one per answer. */
const channel = 4;

// A function must not outlive its parent, because nothing else would stop it.
process.on('disconnect', () => process.exit());
process.channel?.unref();

process.on('uncaughtException', (error) => endWith(describe(error), 129));
process.on('unhandledRejection', (reason) =>
  endWith({ ...describe(reason), errorType: 'Runtime.UnhandledPromiseRejection' }, 128),
);

// As on Lambda: if the event loop is empty, the invocation ends even though its promise is pending.
let loopIsEmpty = () => {};
process.on('beforeExit', () => setImmediate(() => loopIsEmpty()));

/** Loaded by the first invocation that may fail. */
let faultyCalls;
await moveClock(Number(process.argv[2]));
const handler = await loadHandler().catch((error) => endWith(describe(error), 1));
send({ ready: true });

for (;;) {
  // This blocks, which freezes the process between invocations as on Lambda: unfinished work stops until the next one.
  // Unlike SIGSTOP, it leaves no stopped process behind if the parent is killed: the read ends.
  const invocation = receive();
  if (invocation === undefined) process.exit();
  // Lets Node notice connections that were closed meanwhile, before a request uses one.
  await new Promise(setImmediate);
  const answer = await invoke(invocation);
  await Promise.all([written(process.stdout), written(process.stderr)]);
  const calls = takeCalls();
  const { payload, ...rest } = answer;
  send({ ...rest, ...(calls.length > 0 && { calls }), maxMemoryKb: process.resourceUsage().maxRSS }, payload);
}

async function invoke({ event, requestId, deadline, functionArn, traceId, clockOffsetMs, faults }) {
  await moveClock(clockOffsetMs);
  await followFaults(faults);
  process.env._X_AMZN_TRACE_ID = traceId;
  const context = contextOf({ requestId, deadline, functionArn });
  try {
    const emptied = new Promise((resolve) => {
      loopIsEmpty = () => resolve(null);
    });
    const result = await Promise.race([handler(event, context), emptied]);
    return { payload: JSON.stringify(result) };
  } catch (error) {
    const described = describe(error);
    process.stderr.write(`ERROR\tInvoke Error\t${JSON.stringify(described)}\n`);
    return { error: described };
  }
}

/** Loads its module on the first move of the clock, so that until then `Date` is the built-in one. */
async function moveClock(offsetMs) {
  if (offsetMs > 0) (await import('./moved-date.mjs')).moveDate(offsetMs);
}

async function followFaults(faults) {
  if (faults !== undefined) faultyCalls ??= await import('./faulty-calls.mjs');
  await faultyCalls?.followFaults(faults);
}

function receive() {
  const chunks = [];
  for (;;) {
    const chunk = Buffer.allocUnsafe(65_536);
    let length = 0;
    try {
      length = readSync(channel, chunk);
    } catch (error) {
      // On Windows, a closed socket is an error instead of an empty read.
      if (error.code !== 'EOF') throw error;
    }
    if (length === 0) return undefined;
    chunks.push(chunk.subarray(0, length));
    if (chunk[length - 1] === 10) return JSON.parse(Buffer.concat(chunks).toString());
  }
}

/** The payload follows a tab, which JSON text never contains: inside the message, it would be parsed twice. */
function send(message, payload) {
  let rest = Buffer.from(`${JSON.stringify(message)}${payload === undefined ? '' : `\t${payload}`}\n`);
  while (rest.length > 0) rest = rest.subarray(writeSync(channel, rest));
}

/** Resolves when a stream is flushed, so that logs reach the parent before the answer. */
function written(stream) {
  return stream.writableLength === 0 ? undefined : new Promise((resolve) => stream.write('', resolve));
}

function endWith(error, status) {
  writeSync(2, `ERROR\tUncaught Exception\t${JSON.stringify(error)}\n`);
  send({ error, ending: true });
  process.exit(status);
}
