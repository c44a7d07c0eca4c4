// Many warm invocations of one function, one after the other: what each takes of the processor, and what it logs.
const { pathToFileURL } = require('node:url');
const { contextOf, eventOf, failed, handlerOf, nextEvent, silenced, statusOf } = require('./lambda.cjs');

const [, , file, handlerName, invocations, warmUp] = process.argv;

async function measure() {
  const tell = silenced();
  const loaded = file.endsWith('.mjs') ? await import(pathToFileURL(file).href) : require(file);
  const handler = handlerOf(loaded, handlerName);
  const event = await nextEvent();
  let status = 200;
  const run = async (from, to) => {
    for (let count = from; count < to; count += 1) {
      const answer = await handler(eventOf(event, count), contextOf());
      status = Math.max(status, statusOf(answer));
    }
  };
  await run(0, Number(warmUp));
  const [cpuBefore, bytesBefore, begun] = [process.cpuUsage(), tell.bytes(), performance.now()];
  await run(Number(warmUp), Number(warmUp) + Number(invocations));
  const { user, system } = process.cpuUsage(cpuBefore);
  tell({
    cpuUs: (user + system) / invocations,
    wallUs: ((performance.now() - begun) * 1_000) / invocations,
    logBytes: (tell.bytes() - bytesBefore) / invocations,
    status,
  });
}

measure().catch(failed);
