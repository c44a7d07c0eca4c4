// Lets calls to the simulated processor fail. It is part of every bundle, so no call to it leaves the function's process
// and the fault proxy never sees one: this module, loaded into the process by hermetic/lambda/faulty-calls.mjs, asks the
// proxy before each call.

/**
 * Wraps the processor that a handler is given. `createDependencies` (src/runtime/dependencies.ts) builds a handler's dependencies with
 * Object.fromEntries: patching that needs no hook in deployed code.
 */
export function install(redirection) {
  const { fromEntries } = Object;
  Object.fromEntries = (entries) => {
    const services = fromEntries(entries);
    if (typeof services.processors?.of === 'function')
      services.processors = allFaulty(services.processors, redirection);
    return services;
  };
}

const allFaulty = (processors, redirection) => ({
  ...processors,
  candidates: (charge) => processors.candidates(charge).map((one) => faulty(one, redirection)),
  of: (intent) => faulty(processors.of(intent), redirection),
});

function faulty(processor, redirection) {
  const wrapped = Object.entries(processor).map(([method, call]) => [
    method,
    isRemote(processor, method) ? faultyCall(processor, method, redirection) : call,
  ]);
  return Object.fromEntries(wrapped);
}

/** A processor that opens intents locally sends nothing then, so nothing can fail. */
const isRemote = (processor, method) =>
  typeof processor[method] === 'function' && !(method === 'open' && processor.can.openIsLocal);

function faultyCall(processor, method, redirection) {
  const call = processor[method];
  return async (...args) => {
    const current = redirection();
    if (current === undefined) return call(...args);
    const { fault, ms } = await askProxy(current, method, 'before');
    if (fault === 'processor: slow') await new Promise((resolve) => setTimeout(resolve, ms));
    if (fault === 'processor: request lost') return loseAnswer(processor);
    if (fault === 'processor: delivered late') {
      setTimeout(() => call(...args).catch(() => {}), ms);
      return loseAnswer(processor);
    }
    const answer = await call(...args);
    // The proxy kills this process while it waits.
    if (fault === 'function killed after the processor') await askProxy(current, method, 'after');
    if (fault === 'processor: answer lost after the charge') return loseAnswer(processor);
    return answer;
  };
}

/** Throws what a lost answer throws, by the processor's own test token. It keeps nothing of such a call. */
const loseAnswer = (processor) => processor.execute({ id: '' }, { token: 'pm_answer_lost' });

function askProxy({ id, proxy }, method, when) {
  const { request } = process.getBuiltinModule('node:http');
  return new Promise((resolve, reject) => {
    const headers = { 'x-local-invocation': id, 'x-local-target': 'processor', 'x-local-when': when };
    const sent = request(`${proxy}/${method}`, { method: 'POST', agent: false, headers }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve(JSON.parse(text));
    });
    sent.on('error', reject);
    sent.end();
  });
}
