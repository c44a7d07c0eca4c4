// A cold start: loads a function and invokes it once in a fresh process.
const { pathToFileURL } = require('node:url');
const { contextOf, eventOf, fail, handlerOf, nextEvent, captureOutput, statusOf } = require('./lambda.cjs');

const [, , file, handlerName] = process.argv;
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

async function measure() {
  const report = captureOutput();
  const [startedAt, cpuBefore] = [performance.now(), cpuMs()];
  const loaded = file.endsWith('.mjs') ? await import(pathToFileURL(file).href) : require(file);
  const imported = performance.now();
  const event = await nextEvent();
  const [invoked, cpuOfInit] = [performance.now(), cpuMs()];
  const response = await handlerOf(loaded, handlerName)(eventOf(event, 0), contextOf());
  const [responded, cpuOfAll] = [performance.now(), cpuMs()];
  report({
    importMs: imported - startedAt,
    firstMs: responded - invoked,
    bothMs: imported - startedAt + (responded - invoked),
    initCpuMs: cpuOfInit - cpuBefore,
    firstCpuMs: cpuOfAll - cpuOfInit,
    processCpuMs: cpuOfAll,
    memoryMb: process.memoryUsage.rss() / 2 ** 20,
    status: statusOf(response),
    undici: process.moduleLoadList.some((name) => name.includes('undici/undici')) ? 1 : 0,
  });
}

measure().catch(fail);
