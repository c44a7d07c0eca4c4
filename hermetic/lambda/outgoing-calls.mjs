// Records the HTTP requests that a function sends to other services, and its webhooks (https://www.standardwebhooks.com).
import { subscribe } from 'node:diagnostics_channel';

/** A variable MAIL_SERVICE_URL holds the address of a service named "mail". */
const services = Object.entries(process.env).flatMap(([name, url = '']) => {
  const service = /^([A-Z_]+)_SERVICE_URL$/.exec(name)?.[1]?.toLowerCase();
  return service === undefined || !URL.canParse(url) ? [] : [{ service, host: new URL(url).host }];
});

let calls = [];

if (services.length > 0) {
  const observed = new WeakMap();
  subscribe('http.client.request.start', ({ request }) => {
    const host = request.getHeader('host');
    const isWebhook = request.getHeader('webhook-id') !== undefined;
    const service = isWebhook ? `webhook ${host}` : services.find((one) => one.host === host)?.service;
    if (service === undefined) return;
    const call = { service, method: request.method, path: request.path, at: performance.now() };
    observed.set(request, call);
    calls.push(call);
  });
  const ended = ({ request, response }) => {
    const call = observed.get(request);
    if (call === undefined) return;
    call.ms = Math.round(performance.now() - call.at);
    if (response !== undefined) call.status = response.statusCode;
  };
  subscribe('http.client.response.finish', ended);
  subscribe('http.client.request.error', ended);
}

/** Returns the calls since the previous invocation. One without a status had no response. */
export function takeCalls() {
  const taken = calls.map(({ at: _, ...call }) => call);
  calls = [];
  return taken;
}
