import { createHash } from 'node:crypto';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { callerOf } from '../../console/kept-actions.ts';

/** ARN of the IAM user or role that `sts` signs as. The name of a role's session is left out, as in src/http/request.ts. */
export async function principalOf(sts: STSClient): Promise<string> {
  const { Arn = '' } = await sts.send(new GetCallerIdentityCommand());
  return Arn.replace(/^(arn:[^:]+:sts::\d*:assumed-role\/[^/]+)\/.*$/, '$1');
}

/** Stands for a caller in the idempotency keys of the console's forms. */
export const callerTag = (caller: string): string => createHash('sha256').update(caller).digest('hex').slice(0, 12);

/**
 * Whether the form that made this key was of another caller. A key belongs to its caller: to the service, the same key of another
 * one is a new request.
 */
export const isOfAnotherCaller = (key: string, tag: string): boolean => !['', tag].includes(callerOf(key));
