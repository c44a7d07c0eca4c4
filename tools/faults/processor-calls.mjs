// Lets calls to the simulated processor fail. It is part of every bundle, so no call to it leaves the function's process
// and the fault proxy never sees one: this module, loaded into the process by hermetic/lambda/faulty-calls.mjs, asks the
// proxy before each call.

/**
 * Wraps the processor that a handler is given. `servicesFor` (src/runtime/services.ts) builds a handler's services with
 * Object.fromEntries: patching that needs no hook in deployed code.
 */
export function install(redirection) {
  const { fromEntries } = Object;
  Object.fromEntries = (entries) => {
    const services = fromEntries(entries);
    if (typeof services.processor?.charge === 'function') services.processor = faulty(services.processor, redirection);
    return services;
  };
}

function faulty(processor, redirection) {
  const wrapped = Object.entries(processor).map(([method, call]) => [
    method,
    async (...args) => {
      const current = redirection();
      if (current === undefined) return call(...args);
      const { fault, ms } = await askProxy(current, method, 'before');
      if (fault === 'processor: slow') await new Promise((resolve) => setTimeout(resolve, ms));
      if (fault === 'processor: request lost') return loseAnswer(processor);
      const outcome = await call(...args);
      // The proxy kills this process while it waits.
      if (fault === 'function killed after the processor') await askProxy(current, method, 'after');
      if (fault === 'processor: answer lost after the charge') return loseAnswer(processor);
      return outcome;
    },
  ]);
  return Object.fromEntries(wrapped);
}

/** Throws what a lost answer throws, by the processor's own test token. It keeps nothing of such a call. */
const loseAnswer = (processor) => processor.charge('', { paymentMethod: 'pm_answer_lost' }, { resumed: false });

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
