// One cold start: loads a function and invokes it once, in a process that has done nothing before.
const { pathToFileURL } = require('node:url');
const { contextOf, eventOf, failed, handlerOf, nextEvent, silenced, statusOf } = require('./lambda.cjs');

const [, , file, handlerName] = process.argv;
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

async function measure() {
  const tell = silenced();
  const [begun, cpuBefore] = [performance.now(), cpuMs()];
  const loaded = file.endsWith('.mjs') ? await import(pathToFileURL(file).href) : require(file);
  const imported = performance.now();
  const event = await nextEvent();
  const [invoked, cpuOfInit] = [performance.now(), cpuMs()];
  const answer = await handlerOf(loaded, handlerName)(eventOf(event, 0), contextOf());
  const [answered, cpuOfAll] = [performance.now(), cpuMs()];
  tell({
    importMs: imported - begun,
    firstMs: answered - invoked,
    bothMs: imported - begun + (answered - invoked),
    initCpuMs: cpuOfInit - cpuBefore,
    firstCpuMs: cpuOfAll - cpuOfInit,
    processCpuMs: cpuOfAll,
    memoryMb: process.memoryUsage.rss() / 2 ** 20,
    status: statusOf(answer),
    undici: process.moduleLoadList.some((name) => name.includes('undici/undici')) ? 1 : 0,
  });
}

measure().catch(failed);
