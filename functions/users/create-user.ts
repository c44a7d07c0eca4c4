import { createRecord } from '../../src/commands/create-record.ts';
import { presentUser, readUser } from '../../src/contracts/people.ts';
import { json, replayed } from '../../src/http/answers.ts';
import { jsonBody } from '../../src/http/body.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { idempotencyKey } from '../../src/http/idempotency-key.ts';
import { users } from '../../src/store/users.ts';

export const handler = endpoint({ users }, async (request, { users, io }) => {
  const { idempotency_key, ...fields } = readUser(jsonBody(request, 'lenient'));
  const key = idempotencyKey(request, idempotency_key);
  const { entry, created } = await createRecord(users, fields, { kind: 'user', caller: request.caller, key }, io);
  const answer = json(201, presentUser(entry));
  return created ? answer : replayed(answer);
});
