// What Lambda's own runtime does around a handler, as far as it is measured along with it.
const { randomUUID } = require('node:crypto');
const { writeSync } = require('node:fs');

const functionName = process.env.AWS_LAMBDA_FUNCTION_NAME;

/** Keeps what the function logs from our own output, and counts it. The function returned says our one line. */
function silenced() {
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
  const tell = (figures) => write(`${JSON.stringify(figures)}\n`, () => process.exit(0));
  return Object.assign(tell, { bytes: () => bytes });
}

/**
 * Lambda's runtime asks another process for the event once the function is loaded, and init ends with that. So does this
 * one: until the answer is here, the event loop is free for what the function began while it was loaded.
 */
function nextEvent() {
  writeSync(1, 'ready\n');
  return new Promise((resolve, reject) => {
    process.stdin.setEncoding('utf8').once('data', resolve).once('error', reject);
  });
}

/** The event with an id of its own, from JSON text as Lambda gets it. */
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

/** The HTTP status in what a function returns. A durable one returns its result as text. */
const statusOf = (answer) => {
  if (answer?.Status === undefined) return answer?.statusCode ?? 200;
  return answer.Status === 'SUCCEEDED' ? JSON.parse(answer.Result).statusCode : 500;
};

function failed(error) {
  writeSync(2, `${error?.stack ?? error}\n`);
  process.exit(1);
}

module.exports = { contextOf, eventOf, failed, handlerOf, nextEvent, silenced, statusOf };
