import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';
import type { Stage } from './stage.ts';

/** Reads `-c githubRepository=owner/name`. Undefined: no workflow may deploy the stage. */
export function githubRepositoryFrom(node: Node, { kind }: Pick<Stage, 'kind'>): string | undefined {
  const given: unknown = node.tryGetContext('githubRepository');
  if (given === undefined) return undefined;
  const repository = String(given);
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/.test(repository)) {
    throw new ContextError(
      `githubRepository "${repository}" is not of the form owner/name: cdk deploy Github -c githubRepository=owner/name`,
    );
  }
  if (kind === 'local') throw new ContextError('githubRepository is only for deployed stages: leave it out');
  return repository;
}
