import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';
import type { OptionName } from './option-names.ts';

const meanings: ReadonlyMap<string, boolean> = new Map([
  ['on', true],
  ['true', true],
  ['off', false],
  ['false', false],
]);

/** Reads an option that is on or off. cdk.json may hold a boolean. */
export function isOn(node: Node, name: OptionName, otherwise: 'on' | 'off' = 'off'): boolean {
  const value = String(node.tryGetContext(name) ?? otherwise);
  const meaning = meanings.get(value.toLowerCase());
  if (meaning !== undefined) return meaning;
  throw new ContextError(`${name} "${value}" must be on or off: cdk deploy -c ${name}=on`);
}
