import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/users/get-user.ts';
import { call } from '../support/call.ts';
import { usersTable, World } from '../support/world.ts';

const first = { id: '1', username: 'Ann', email: 'ann@example.com', created_at: '2026-11-21T11:00:00.000Z' };
const world = () => {
  const made = new World();
  made.dynamo.keep(usersTable, first);
  return made;
};

describe('GET /users/{user_id}/', () => {
  it('answers with the user, and its id as a number', async () => {
    const { status, body } = await call(handler, world(), 'GET /users/1/');
    expect([status, body]).toEqual([200, '{"id":1,"username":"Ann","email":"ann@example.com"}']);
  });

  it('knows the id in whatever way it is encoded', async () => {
    expect((await call(handler, world(), 'GET /users/%31')).status).toBe(200);
  });

  it.each(['2', 'abc', '%00', '..%2f..', '__proto__', 'a'.repeat(65)])('does not find %s', async (id) => {
    const { status, json } = await call(handler, world(), `GET /users/${id}/`);
    expect(status).toBe(404);
    expect(json).toMatchObject({ code: 'user_not_found', error: 'User not found' });
  });

  it.each(['%', '%ZZ'])('cannot read %s', async (id) => {
    const { status, json } = await call(handler, world(), `GET /users/${id}/`);
    expect([status, json.code]).toEqual([400, 'malformed_path']);
  });

  it('answers 503 while the store does not', async () => {
    const broken = world();
    broken.dynamo.intercept = () => Promise.reject(new Error('throttled'));
    const { status, headers } = await call(handler, broken, 'GET /users/1/');
    expect([status, headers['Retry-After']]).toEqual([503, '1']);
  });
});
