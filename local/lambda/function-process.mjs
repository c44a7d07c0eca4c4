// One execution environment: loads a function once, then answers one invocation after another, as Lambda's runtime does.
// JavaScript and not TypeScript, because stripping types would more than double every cold start (measured: 27 ms, 60 ms).
import { existsSync, readSync, realpathSync, writeSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
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

// On Lambda nothing lies above a function's own folder: no package.json that makes its files modules, no node_modules.
const taskRoot = realpathSync(process.env.LAMBDA_TASK_ROOT ?? '.');
const home = pathToFileURL(taskRoot + sep).href;
/** Lambda's deadline goes by the real time, also when the clock was moved. */
const { now: realNow } = Date;
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const isOurs = context.parentURL === import.meta.url;
    if (isOurs || resolved.url.startsWith('node:') || resolved.url.startsWith(home)) return resolved;
    throw named('Runtime.ImportModuleError', `Cannot find module '${specifier}': it is not bundled`);
  },
  load(url, context, next) {
    const isScript = url.endsWith('.js') && !existsSync(join(taskRoot, 'package.json'));
    return next(url, isScript ? { ...context, format: 'commonjs' } : context);
  },
});

/** Loaded when something is to fail for the first time. */
let faultyCalls;
await moveClock(Number(process.argv[2]));
const handler = await load().catch((error) => endWith(describe(error), 1));
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

async function load() {
  const { _HANDLER: name = '' } = process.env;
  const dot = name.lastIndexOf('.');
  const [module, property] = [name.slice(0, dot), name.slice(dot + 1)];
  const file = ['.js', '.mjs', '.cjs'].map((end) => join(taskRoot, module + end)).find(existsSync);
  if (file === undefined) throw named('Runtime.ImportModuleError', `Cannot find module '${module}'`);
  const loaded = file.endsWith('.mjs') ? await import(pathToFileURL(file).href) : createRequire(file)(file);
  const found = loaded[property];
  if (typeof found !== 'function') {
    throw named('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  }
  if (found.length === 3 && found.constructor.name !== 'AsyncFunction') {
    throw named(
      'Runtime.CallbackHandlerDeprecated',
      `${name} takes a callback, which Lambda no longer calls since Node.js 24: make it async`,
    );
  }
  return found;
}

async function invoke({ event, requestId, deadline, functionArn, traceId, clockOffsetMs, faults }) {
  await moveClock(clockOffsetMs);
  await followFaults(faults);
  process.env._X_AMZN_TRACE_ID = traceId;
  // done, fail, succeed and callbackWaitsForEmptyEventLoop went with callbacks in Lambda's Node.js 24.
  const context = {
    awsRequestId: requestId,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadline - realNow()),
  };
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
  faultyCalls?.followFaults(faults);
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

function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: String(error.stack).split('\n'),
  };
}

function named(name, message) {
  return Object.assign(new Error(message), { name });
}
