import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';
import type { Stage } from './stage.ts';

const owner = '[A-Za-z0-9][A-Za-z0-9-]{0,38}';
const name = '[A-Za-z0-9._-]{1,100}';
const id = '@[1-9][0-9]{0,18}';
/** With ids, as GitHub names repositories that were created or renamed since July 15, 2026, in the subject of its tokens. */
const repositories = new RegExp(`^(${owner}/${name}|${owner}${id}/${name}${id})$`);

/** Reads `-c githubRepository=owner/name` or `owner@id/name@id`. Undefined: no workflow may deploy the stage. */
export function githubRepositoryFrom(node: Node, { kind }: Pick<Stage, 'kind'>): string | undefined {
  const given: unknown = node.tryGetContext('githubRepository');
  if (given === undefined) return undefined;
  const repository = String(given);
  if (!repositories.test(repository)) {
    throw new ContextError(
      `githubRepository "${repository}" is not of the form owner/name or owner@id/name@id: cdk deploy Github -c githubRepository=owner/name`,
    );
  }
  if (kind === 'local') throw new ContextError('githubRepository is only for deployed stages: leave it out');
  return repository;
}
