import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/explorer/get-openapi.ts';
import document from '../../generated/openapi.json' with { type: 'json' };
import { call } from '../support/call.ts';
import { World } from '../support/world.ts';

describe('GET /openapi.json', () => {
  it('answers with the document as it was generated, asking nothing of the store', async () => {
    const world = new World();
    const { status, headers, json } = await call(handler, world, 'GET /openapi.json');
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=60' });
    expect(json).toEqual(document);
    expect(world.dynamo.calls()).toEqual([]);
  });
});
