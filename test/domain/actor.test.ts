import { describe, expect, it } from 'vitest';
import { actorIn, actorText } from '../../src/domain/actor.ts';

const requestId = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef';

describe('an actor', () => {
  it.each([
    ['arn:aws:sts::123456789012:assumed-role/checkout', 'checkout'],
    ['arn:aws:iam::123456789012:user/team/alice', 'alice'],
    ['api-key:k1', 'api-key:k1'],
    ['anonymous', 'anonymous'],
  ])('is kept as the name of %s, not its account', (caller, name) => {
    for (const correlationId of ['order-7', undefined]) {
      expect(actorIn(actorText(caller, requestId, correlationId))).toEqual({
        caller: name,
        requestId,
        correlationId,
      });
    }
  });
});
