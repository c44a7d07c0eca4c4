// Observes the HTTP requests that a function sends to other services; the console of `npm start` shows them.
import { subscribe } from 'node:diagnostics_channel';

/** `TRIP_SERVICE_URL` is the address of the service "trip". */
const services = Object.entries(process.env).flatMap(([name, url = '']) => {
  const service = /^([A-Z_]+)_SERVICE_URL$/.exec(name)?.[1]?.toLowerCase();
  return service === undefined || !URL.canParse(url) ? [] : [{ service, host: new URL(url).host }];
});

let calls = [];

if (services.length > 0) {
  const observed = new WeakMap();
  subscribe('http.client.request.start', ({ request }) => {
    const found = services.find(({ host }) => host === request.getHeader('host'));
    if (found === undefined) return;
    const call = { service: found.service, method: request.method, path: request.path, at: performance.now() };
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

/** The calls since the last time; one without a status was not answered. */
export function takeCalls() {
  const taken = calls.map(({ at: _, ...call }) => call);
  calls = [];
  return taken;
}
