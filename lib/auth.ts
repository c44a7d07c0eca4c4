import { AuthorizationType } from 'aws-cdk-lib/aws-apigateway';
import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';
import type { Stage } from './stage.ts';

const auths = ['iam', 'api-key', 'none'] as const;

/**
 * How a caller says who it is: by a signature of AWS (SigV4), by a key in `x-api-key`, or not at all. A key says who
 * calls and limits how much; it is as good as the place where its owner keeps it. So a signature is the default.
 */
export type Auth = (typeof auths)[number];

/** What one method of an API asks of its callers. */
export type Access = Readonly<{ authorizationType: AuthorizationType; apiKeyRequired?: boolean }>;

export const open: Access = { authorizationType: AuthorizationType.NONE };
export const signed: Access = { authorizationType: AuthorizationType.IAM };
const byKey: Access = { authorizationType: AuthorizationType.NONE, apiKeyRequired: true };

/** What a method of the payment API asks for in a stage. */
export const accessTo = ({ auth }: Pick<Stage, 'auth'>, isOpen: boolean): Access =>
  isOpen || auth === 'none' ? open : auth === 'iam' ? signed : byKey;

/** `-c auth=…`. What is deployed asks every caller who it is, and this machine asks nobody; anything else is an error. */
export function authFrom(node: Node, kind: Stage['kind']): Auth {
  const asked = String(node.tryGetContext('auth') ?? (kind === 'local' ? 'none' : 'iam'));
  const auth = auths.find((each) => each === asked);
  if (auth === undefined)
    throw new ContextError(`auth "${asked}" must be one of ${auths.join(', ')}: cdk deploy -c auth=iam`);
  if (kind === 'local' && auth !== 'none') {
    throw new ContextError(
      `auth ${auth} is for stages that are deployed: stage local is this machine's, and checks nobody`,
    );
  }
  if (kind !== 'local' && auth === 'none') {
    throw new ContextError(
      'auth none is for stage local alone: what is deployed is open to everybody then; -c auth=iam',
    );
  }
  return auth;
}
