import { eraseRecord } from '../../src/commands/erase-record.ts';
import { presentUser } from '../../src/contracts/people.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathId } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { users } from '../../src/store/users.ts';

export const handler = endpoint({ users }, async (request, { users, io }) => {
  const user = await eraseRecord(users, pathId(request, 'user_id'), 'username', io);
  if (user === undefined) throw new Refusal('user_not_found', 'no user has this id');
  return ok(presentUser(user));
});
