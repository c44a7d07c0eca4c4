// Sequential warm invocations of one function: CPU time and log size of each.
const { pathToFileURL } = require('node:url');
const { contextOf, eventOf, fail, handlerOf, nextEvent, captureOutput, statusOf } = require('./lambda.cjs');

const [, , file, handlerName, invocations, warmUp] = process.argv;

async function measure() {
  const report = captureOutput();
  const loaded = file.endsWith('.mjs') ? await import(pathToFileURL(file).href) : require(file);
  const handler = handlerOf(loaded, handlerName);
  const event = await nextEvent();
  let status = 200;
  const run = async (from, to) => {
    for (let count = from; count < to; count += 1) {
      const response = await handler(eventOf(event, count), contextOf());
      status = Math.max(status, statusOf(response));
    }
  };
  await run(0, Number(warmUp));
  const [cpuBefore, bytesBefore, startedAt] = [process.cpuUsage(), report.bytes(), performance.now()];
  await run(Number(warmUp), Number(warmUp) + Number(invocations));
  const { user, system } = process.cpuUsage(cpuBefore);
  report({
    cpuUs: (user + system) / invocations,
    wallUs: ((performance.now() - startedAt) * 1_000) / invocations,
    logBytes: (report.bytes() - bytesBefore) / invocations,
    status,
  });
}

measure().catch(fail);
