import { presentUser } from '../../src/contracts/people.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathId } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { users } from '../../src/store/users.ts';

export const handler = endpoint({ users }, async (request, { users }) => {
  const id = pathId(request, 'user_id');
  const user = id === undefined ? undefined : await users.get(id);
  if (user === undefined) throw new Refusal('user_not_found', 'no user has this id');
  return ok(presentUser(user));
});
