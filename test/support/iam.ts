import { runSimulation } from '@cloud-copilot/iam-simulate';
import { accountId } from '../../hermetic/template/physical-ids.ts';

/** A policy that allows each action on each resource: nothing in this project denies or has conditions. */
export type Policy = Readonly<{ Version: '2012-10-17'; Statement: readonly Statement[] }>;
type Statement = Readonly<{ Effect: 'Allow'; Action: string | string[]; Resource: string | string[] }>;

export const policyOf = (...pairs: readonly Right[]): Policy => ({
  Version: '2012-10-17',
  Statement: pairs.map(({ action, resource }) => ({ Effect: 'Allow', Action: action, Resource: resource })),
});

/** One action on one resource: granted, where the resource may be a pattern, or asked for. */
export type Right = Readonly<{ action: string; resource: string }>;

export const rightsIn = ({ Statement: statements }: Policy): readonly Right[] =>
  statements.flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((resource) => ({ action, resource }))),
  );

/** Whether IAM lets a principal with these policies and no others do something; rejects for a request that IAM does not know. */
export async function isAllowed(policies: readonly Policy[], { action, resource }: Right): Promise<boolean> {
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${accountId}:role/tested`,
        action,
        resource: { resource, accountId },
        contextVariables: {},
      },
      identityPolicies: policies.map((policy, index) => ({ name: `policy-${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(`${action} on ${resource}: ${JSON.stringify(result.errors)}`);
  return result.overallResult === 'Allowed';
}
