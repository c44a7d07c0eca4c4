import { presentUser } from '../../src/contracts/people.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { compressed } from '../../src/http/gzip.ts';
import { pageAnswer, pageOf } from '../../src/http/pages.ts';
import { users } from '../../src/store/users.ts';

export const handler = endpoint({ users }, async (request, { users }) => {
  const { limit, after } = pageOf(request);
  const { entries, next } = await users.list(limit, after);
  return compressed(request, pageAnswer(entries.map(presentUser), limit, next));
});
