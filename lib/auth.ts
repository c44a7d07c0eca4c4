import { AuthorizationType } from 'aws-cdk-lib/aws-apigateway';
import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';
import type { Stage } from './stage.ts';

const auths = ['iam', 'api-key', 'none'] as const;

/**
 * How callers authenticate: with an AWS signature (SigV4), with a key in `x-api-key`, or not at all. Signatures are the
 * default because an API key is a long-lived secret that is sent with every request.
 */
export type Auth = (typeof auths)[number];

/** Authorization settings of an API method. */
export type Access = Readonly<{ authorizationType: AuthorizationType; apiKeyRequired?: boolean }>;

export const open: Access = { authorizationType: AuthorizationType.NONE };
export const signed: Access = { authorizationType: AuthorizationType.IAM };
const byKey: Access = { authorizationType: AuthorizationType.NONE, apiKeyRequired: true };

/** Authorization settings of a payment API method in a stage. */
export const accessTo = ({ auth }: Pick<Stage, 'auth'>, isOpen: boolean): Access =>
  isOpen || auth === 'none' ? open : auth === 'iam' ? signed : byKey;

/** Reads `-c auth=…`. Deployed stages always authenticate callers and the local stage never does. */
export function authFrom(node: Node, kind: Stage['kind']): Auth {
  const value = String(node.tryGetContext('auth') ?? (kind === 'local' ? 'none' : 'iam'));
  const auth = auths.find((each) => each === value);
  if (auth === undefined)
    throw new ContextError(`auth "${value}" must be one of ${auths.join(', ')}: cdk deploy -c auth=iam`);
  if (kind === 'local' && auth !== 'none') {
    throw new ContextError(
      `auth ${auth} is only for deployed stages. Stage local runs on this machine and authenticates nobody: leave auth out`,
    );
  }
  if (kind !== 'local' && auth === 'none') {
    throw new ContextError(
      'auth none is only for stage local: it would open a deployed API to everybody. Use -c auth=iam or -c auth=api-key',
    );
  }
  return auth;
}
