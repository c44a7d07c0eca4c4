// The parts of Lambda's runtime that count towards a measurement.
const { randomUUID } = require('node:crypto');
const { writeSync } = require('node:fs');

const functionName = process.env.AWS_LAMBDA_FUNCTION_NAME;

/** Counts the function's output instead of printing it. The returned function prints the figures and exits. */
function captureOutput() {
  const write = process.stdout.write.bind(process.stdout);
  let bytes = 0;
  const count = (text, encoding, done) => {
    bytes += Buffer.byteLength(text);
    const callback = typeof encoding === 'function' ? encoding : done;
    if (callback) process.nextTick(callback);
    return true;
  };
  process.stdout.write = count;
  process.stderr.write = count;
  const report = (figures) => write(`${JSON.stringify(figures)}\n`, () => process.exit(0));
  return Object.assign(report, { bytes: () => bytes });
}

/**
 * Fetches the event from another process once the function is loaded, like Lambda's runtime, which ends init that way.
 * Until the event arrives, the event loop is free for asynchronous work that the function started while it was loaded.
 */
function nextEvent() {
  writeSync(1, 'ready\n');
  return new Promise((resolve, reject) => {
    process.stdin.setEncoding('utf8').once('data', resolve).once('error', reject);
  });
}

/** Parses the event and gives it a unique id. */
const eventOf = (text, count) => JSON.parse(text.replaceAll('%unique%', `${process.pid}-${count}`));

const contextOf = () => {
  const deadline = Date.now() + 10_000;
  return {
    awsRequestId: randomUUID(),
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
};

const handlerOf = (loaded, name) => loaded[name];

/** The HTTP status of a function's result. Durable functions return their result as JSON text. */
const statusOf = (result) => {
  if (result?.Status === undefined) return result?.statusCode ?? 200;
  return result.Status === 'SUCCEEDED' ? JSON.parse(result.Result).statusCode : 500;
};

function fail(error) {
  writeSync(2, `${error?.stack ?? error}\n`);
  process.exit(1);
}

module.exports = { captureOutput, contextOf, eventOf, fail, handlerOf, nextEvent, statusOf };
