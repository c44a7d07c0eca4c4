import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { requestOf } from '../../src/http/request.ts';
import { principalOf } from '../../tools/console/caller.ts';
import { proxyEvent } from '../support/event.ts';

describe('whom the console signs as', () => {
  it.each([
    'arn:aws:sts::111122223333:assumed-role/operator/ada@example.org',
    'arn:aws-cn:sts::111122223333:assumed-role/operator/botocore-session-1',
    'arn:aws:iam::111122223333:user/ada',
    'arn:aws:sts::111122223333:federated-user/ada',
  ])('is named as the service names %s', async (Arn) => {
    const sts = mockClient(STSClient);
    sts.on(GetCallerIdentityCommand).resolves({ Arn });
    const { caller } = requestOf(proxyEvent('GET /v1/payments', { identity: { userArn: Arn } }));
    expect(await principalOf(new STSClient({ region: 'eu-west-1' }))).toBe(caller);
  });
});
