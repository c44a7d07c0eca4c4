// Sends an invocation's outgoing calls through the fault proxy. Loaded by the first invocation that may fail, so that
// all others run without it.

/** Redirection of the current invocation (fault-source.ts); undefined if nothing may fail in it. */
let redirection;
let isInstalled = false;

/** Redirects the calls of an invocation, or leaves them alone. */
export async function followFaults(given) {
  redirection = given;
  if (given === undefined || isInstalled) return;
  isInstalled = true;
  redirectRequests();
  for (const url of given.modules) (await import(url)).install(() => redirection);
}

/** Patches the agent, because clients may have taken hold of `http.request` before. */
function redirectRequests() {
  const { Agent } = process.getBuiltinModule('node:http');
  const { addRequest } = Agent.prototype;
  Agent.prototype.addRequest = function addRequestByProxy(request, options, ...rest) {
    const target = redirection?.targets[`${options.host}:${options.port}`];
    if (target === undefined) return addRequest.call(this, request, options, ...rest);
    request.setHeader('x-local-invocation', redirection.id);
    request.setHeader('x-local-target', target);
    const { hostname, port } = new URL(redirection.proxy);
    return addRequest.call(this, request, { ...options, host: hostname, port: Number(port) }, ...rest);
  };
}
