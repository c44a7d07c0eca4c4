// Calls that may fail in an invocation go through the environment, which decides on each call. Nothing of this is in place
// before the first invocation that something is to fail in.

/** State of the present invocation: its id, the proxy, and the place (`store`, `trips` …) behind each `host:port`. */
let faults;
let isInstalled = false;

/** Has the outgoing calls of an invocation pass through the environment's proxy, or none of them. */
export function followFaults(given) {
  faults = given;
  if (given === undefined || isInstalled) return;
  isInstalled = true;
  redirectRequests();
  wrapProcessor();
}

/** By the agent and not by `http.request`, which clients may have taken hold of before. */
function redirectRequests() {
  const { Agent } = process.getBuiltinModule('node:http');
  const { addRequest } = Agent.prototype;
  Agent.prototype.addRequest = function addRequestByProxy(request, options, ...rest) {
    const place = faults?.places[`${options.host}:${options.port}`];
    if (place === undefined) return addRequest.call(this, request, options, ...rest);
    for (const [name, value] of Object.entries(headersFor(place))) request.setHeader(name, value);
    const { hostname, port } = new URL(faults.proxy);
    return addRequest.call(this, request, { ...options, host: hostname, port: Number(port) }, ...rest);
  };
}

const headersFor = (place) => ({ 'x-local-invocation': faults.id, 'x-local-place': place });

/**
 * The simulated processor is part of the bundle, so no call to it leaves the process. What a handler is given is put
 * together by Object.fromEntries (src/runtime/services.ts): there it is wrapped, without a hook in what is deployed.
 */
function wrapProcessor() {
  const { fromEntries } = Object;
  Object.fromEntries = (entries) => {
    const made = fromEntries(entries);
    if (typeof made.processors?.of === 'function') made.processors = allFaulty(made.processors);
    return made;
  };
}

const allFaulty = ({ current, of }) => ({ current: faulty(current), of: (intent) => faulty(of(intent)) });

function faulty(processor) {
  const wrapped = Object.entries(processor).map(([method, act]) => [method, faultyCall(processor, method, act)]);
  return Object.fromEntries(wrapped);
}

function faultyCall(processor, method, act) {
  // Where opening asks nobody, there is no call that could fail.
  const isLocal = method === 'open' && processor.can.openIsLocal;
  if (typeof act !== 'function' || isLocal) return act;
  return async (...given) => {
    if (faults === undefined) return act(...given);
    const { fault, ms } = await asked(method, 'before');
    if (fault === 'processor: slow') await new Promise((resolve) => setTimeout(resolve, ms));
    if (fault === 'processor: request lost') return lost(processor);
    if (fault === 'processor: delivered late') {
      setTimeout(() => act(...given).catch(() => {}), ms);
      return lost(processor);
    }
    const answer = await act(...given);
    // Does not come back when the process is killed here.
    if (fault === 'function killed after the processor') await asked(method, 'after');
    if (fault === 'processor: answer lost after the charge') return lost(processor);
    return answer;
  };
}

/** Its own trigger makes the processor fail as it does when an answer is lost; it keeps nothing of such a call. */
const lost = (processor) => processor.execute({ id: '' }, { token: 'pm_answer_lost' });

function asked(method, when) {
  const { request } = process.getBuiltinModule('node:http');
  return new Promise((resolve, reject) => {
    const headers = { ...headersFor('processor'), 'x-local-when': when };
    const sent = request(`${faults.proxy}/${method}`, { method: 'POST', agent: false, headers }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve(JSON.parse(text));
    });
    sent.on('error', reject);
    sent.end();
  });
}
