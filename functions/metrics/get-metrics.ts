import { metricsJson, metricsOf, metricsText } from '../../src/contracts/metrics.ts';
import { preferredType } from '../../src/http/accept.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { ok, text } from '../../src/http/responses.ts';
import { counters } from '../../src/store/counters.ts';
import { notices } from '../../src/store/notices.ts';
import { webhookDeliveries as deliveries } from '../../src/store/webhook-deliveries.ts';

const prometheus = 'text/plain; version=0.0.4; charset=utf-8';

export const handler = endpoint(
  { counters, notices, deliveries },
  async (request, { counters, notices, deliveries }) => {
    const [counted, ...dead] = await Promise.all([counters.all(), notices.countUndelivered(), deliveries.countDead()]);
    const metrics = metricsOf(counted, dead[0] + dead[1]);
    const type = preferredType(request, ['text/plain', 'application/json']);
    return type === 'application/json' ? ok(metricsJson(metrics)) : text(200, metricsText(metrics), prometheus);
  },
);
