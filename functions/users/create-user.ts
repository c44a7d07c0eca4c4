import { createRecord } from '../../src/commands/create-record.ts';
import { presentUser, readUser } from '../../src/contracts/people.ts';
import { jsonBody } from '../../src/http/body.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { idempotencyKey } from '../../src/http/idempotency-key.ts';
import { locationFrom } from '../../src/http/location.ts';
import { asReplay, created } from '../../src/http/responses.ts';
import { users } from '../../src/store/users.ts';

export const handler = endpoint({ users }, async (request, { users, io }) => {
  const { idempotency_key, ...fields } = readUser(jsonBody(request, 'lenient'));
  const key = idempotencyKey(request, idempotency_key);
  const { entry, created: isNew } = await createRecord(
    users,
    fields,
    { kind: 'user', caller: request.caller, key },
    io,
  );
  const response = created(presentUser(entry), locationFrom(request, `users/${entry.id}/`));
  return isNew ? response : asReplay(response);
});
