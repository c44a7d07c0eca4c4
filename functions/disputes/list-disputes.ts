import { positionIn } from '../../src/contracts/cursor.ts';
import { presentDisputeList, readDisputeList, sealOfDisputes } from '../../src/contracts/disputes.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { compress } from '../../src/http/gzip.ts';
import { ok } from '../../src/http/responses.ts';
import { cursorKey } from '../../src/store/cursor-key.ts';
import { disputeList } from '../../src/store/dispute-list.ts';

export const handler = endpoint({ disputeList, cursorKey }, async (request, { disputeList, cursorKey }) => {
  const asked = readDisputeList(request.query);
  const { status, limit, cursor } = asked;
  const key = await cursorKey();
  const after = cursor === undefined ? undefined : positionIn(cursor, sealOfDisputes(asked), key);
  return compress(request, ok(presentDisputeList(await disputeList.page(status, { limit, after }), asked, key)));
});
