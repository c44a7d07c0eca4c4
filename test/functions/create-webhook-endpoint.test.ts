import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/webhooks/create-webhook-endpoint.ts';
import { call } from '../support/call.ts';
import { createdEndpoint, storedEndpoints } from '../support/webhook-endpoints.ts';
import { World } from '../support/world.ts';

const url = 'https://example.com/webhooks';
const create = (world: World, body: object) => call(handler, world, 'POST /v1/webhook-endpoints', { body });

describe('POST /v1/webhook-endpoints', () => {
  it('creates an endpoint, and answers with its secret', async () => {
    const { status, headers, json } = await create(new World(), { url });
    expect([status, headers.Location]).toEqual([201, `../v1/webhook-endpoints/${json.id}`]);
    expect(json).toEqual({
      id: expect.stringMatching(/^we_[0-9a-f]{32}$/),
      url,
      description: null,
      event_types: null,
      status: 'enabled',
      disabled_reason: null,
      disabled_at: null,
      failing_since: null,
      previous_secret_valid_until: null,
      created_at: '2026-11-21T12:00:00.000Z',
      secret: expect.stringMatching(/^whsec_[\w+/]{43}=$/),
    });
  });

  it('keeps the event types and the description', async () => {
    const fields = { event_types: ['payment.completed'], description: 'Shop' };
    const world = new World();
    expect((await create(world, { url, ...fields })).json).toMatchObject(fields);
    expect(storedEndpoints(world)).toMatchObject([{ types: ['payment.completed'], description: 'Shop' }]);
  });

  it.each([
    [{ url: 'http://example.com/' }, 'webhook_url_invalid', '/url'],
    [{ url: 'https://user:password@example.com/' }, 'webhook_url_invalid', '/url'],
    [{ url: 'http://localhost:9000/' }, 'webhook_url_invalid', '/url'],
    [{ url: 'https:example.com/' }, 'webhook_url_invalid', '/url'],
    [{ url: 'https:\ufeffexample.com/' }, 'webhook_url_invalid', '/url'],
    [{ url: 'https://bücher.example/' }, 'webhook_url_invalid', '/url'],
    [{ url: 'https://example.com/a b' }, 'webhook_url_invalid', '/url'],
    [{ url: 7 }, 'field_invalid', '/url'],
    [{}, 'field_required', '/url'],
    [{ url, event_types: [] }, 'field_invalid', '/event_types'],
    [{ url, event_types: ['payment.paid'] }, 'field_invalid', '/event_types'],
    [{ url, event_types: ['payment.failed', 'payment.failed'] }, 'field_invalid', '/event_types'],
    [{ url, description: 'two\nlines' }, 'field_invalid', '/description'],
    [{ url, secret: 'whsec_AAAA' }, 'unknown_field', '/secret'],
  ])('refuses %j as %s, and writes nothing', async (body, code, field) => {
    const world = new World();
    const { status, json } = await create(world, body);
    expect([status, json]).toMatchObject([400, { code, field }]);
    expect(world.dynamo.contents()).toEqual([]);
  });

  it('creates one endpoint of five that are asked for with one URL at once, and names it to the others', async () => {
    const world = new World();
    const answers = await Promise.all(Array.from({ length: 5 }, () => create(world, { url })));
    const [created, ...more] = answers.filter(({ status }) => status === 201);
    const refused = answers.filter(({ status }) => status === 409).map(({ json }) => [json.code, json.endpoint_id]);
    expect([more, refused]).toEqual([[], Array.from({ length: 4 }, () => ['webhook_url_in_use', created?.json.id])]);
  });

  it('refuses a URL that another endpoint has, and names that endpoint', async () => {
    const world = new World();
    const { id } = await createdEndpoint(world, { url });
    const { status, json } = await create(world, { url });
    expect([status, json]).toMatchObject([409, { code: 'webhook_url_in_use', endpoint_id: id }]);
    expect(storedEndpoints(world)).toHaveLength(1);
  });

  it('refuses the 51st endpoint', async () => {
    const world = new World();
    for (let number = 0; number < 50; number++) await createdEndpoint(world, { url: `${url}/${number}` });
    expect(await create(world, { url })).toMatchObject({ status: 409, json: { code: 'too_many_webhook_endpoints' } });
  });
});
