// Loads a function as Lambda's runtime does, for every kind of execution environment.
import { existsSync, realpathSync } from 'node:fs';
import Module, { createRequire, registerHooks } from 'node:module';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Lambda's deadline goes by the real time, also when the clock was moved. */
const { now: realNow } = Date;

// On Lambda nothing lies above a function's own folder: no package.json that makes its files modules, no node_modules.
const taskRoot = realpathSync(process.env.LAMBDA_TASK_ROOT ?? '.');
const home = pathToFileURL(taskRoot + sep).href;
const ours = new URL('.', import.meta.url).href;
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const isOurs = context.parentURL?.startsWith(ours);
    if (isOurs || resolved.url.startsWith('node:') || resolved.url.startsWith(home)) return resolved;
    throw named('Runtime.ImportModuleError', `Cannot find module '${specifier}': it is not bundled`);
  },
  load(url, context, next) {
    const isScript = url.endsWith('.js') && !existsSync(join(taskRoot, 'package.json'));
    return next(url, isScript ? { ...context, format: 'commonjs' } : context);
  },
});

// An editor sets breakpoints while V8 stops before a script that has a source map. CommonJS is compiled as a function, before
// which V8 does not stop; it is a script as soon as somebody replaces the wrapper.
if (process.execArgv.some((option) => option.startsWith('--inspect'))) {
  const { wrap } = Module;
  Module.wrap = (source) => wrap(source);
}

/** The function's handler. Rejects with Lambda's own error if it cannot be loaded. */
export async function loadHandler() {
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

/** The second argument of the handler. */
export function contextOf({ requestId, deadline, functionArn }) {
  // done, fail, succeed and callbackWaitsForEmptyEventLoop went with callbacks in Lambda's Node.js 24.
  return {
    awsRequestId: requestId,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadline - realNow()),
  };
}

/** An error as Lambda answers it. */
export function describe(error) {
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
