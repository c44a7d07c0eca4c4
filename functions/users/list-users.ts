import { presentUser } from '../../src/contracts/people.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { compress } from '../../src/http/gzip.ts';
import { pageOf, pageResponse } from '../../src/http/pages.ts';
import { users } from '../../src/store/users.ts';

export const handler = endpoint({ users }, async (request, { users }) => {
  const { limit, after } = pageOf(request);
  const { entries, next } = await users.list(limit, after);
  return compress(request, pageResponse(entries.map(presentUser), limit, next));
});
