import { metricsJson, metricsOf, metricsText } from '../../src/contracts/metrics.ts';
import { preferredType } from '../../src/http/accept.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { ok, text } from '../../src/http/responses.ts';
import { counters } from '../../src/store/counters.ts';
import { notices } from '../../src/store/notices.ts';

const prometheus = 'text/plain; version=0.0.4; charset=utf-8';

export const handler = endpoint({ counters, notices }, async (request, { counters, notices }) => {
  const [counted, undelivered] = await Promise.all([counters.all(), notices.countUndelivered()]);
  const metrics = metricsOf(counted, undelivered);
  const type = preferredType(request, ['text/plain', 'application/json']);
  return type === 'application/json' ? ok(metricsJson(metrics)) : text(200, metricsText(metrics), prometheus);
});
