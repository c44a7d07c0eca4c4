// One execution environment: loads a function once, then answers one invocation after another, as Lambda's runtime does.
// JavaScript and not TypeScript, because stripping types would more than double every cold start (measured: 27 ms, 60 ms).
import { readSync, writeSync } from 'node:fs';
import { contextOf, describe, loadHandler } from './load-handler.mjs';
import { takeCalls } from './outgoing-calls.mjs';

/** The socket that execution-environment.ts holds the other end of: one line an invocation, and one for its answer. */
const channel = 4;

// Without its parent a function must not run on: there is nobody to stop it.
process.on('disconnect', () => process.exit());
process.channel?.unref();

process.on('uncaughtException', (error) => endWith(describe(error), 129));
process.on('unhandledRejection', (reason) =>
  endWith({ ...describe(reason), errorType: 'Runtime.UnhandledPromiseRejection' }, 128),
);

// An event loop that has nothing left to do ends the invocation, although its promise never settled.
let loopIsEmpty = () => {};
process.on('beforeExit', () => setImmediate(() => loopIsEmpty()));

/** Loaded when something is to fail for the first time. */
let faultyCalls;
await moveClock(Number(process.argv[2]));
const handler = await loadHandler().catch((error) => endWith(describe(error), 1));
send({ ready: true });

for (;;) {
  // Blocking here is what freezes the environment between invocations: work that was left running stops until the next.
  // Unlike SIGSTOP it leaves no stopped process behind when the parent is killed: the read ends, and so does this.
  const invocation = receive();
  if (invocation === undefined) process.exit();
  // Connections that the other side closed meanwhile are noticed now, not by the first request on them.
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

/** Loaded when the clock is moved for the first time: a cold start pays nothing for it, and `Date` stays the built-in one. */
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
      // Windows says that the other end is gone by an error instead of an empty read.
      if (error.code !== 'EOF') throw error;
    }
    if (length === 0) return undefined;
    chunks.push(chunk.subarray(0, length));
    if (chunk[length - 1] === 10) return JSON.parse(Buffer.concat(chunks).toString());
  }
}

/** The payload stays JSON text behind a tab, which JSON never holds: encoded within the message, it would be parsed twice. */
function send(message, payload) {
  let rest = Buffer.from(`${JSON.stringify(message)}${payload === undefined ? '' : `\t${payload}`}\n`);
  while (rest.length > 0) rest = rest.subarray(writeSync(channel, rest));
}

/**
 * Resolves when all that was written before has left the process: logs reach the parent before the answer. Mostly it has
 * at once, and nothing need be written to learn that.
 */
function written(stream) {
  return stream.writableLength === 0 ? undefined : new Promise((resolve) => stream.write('', resolve));
}

function endWith(error, status) {
  writeSync(2, `ERROR\tUncaught Exception\t${JSON.stringify(error)}\n`);
  send({ error, ending: true });
  process.exit(status);
}
