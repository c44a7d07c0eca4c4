import { type App, Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { runCdkNag } from '../../lib/cdk-nag.ts';
import { optionPairs } from '../support/option-pairs.ts';
import { largeStacks } from '../support/stack-limits.ts';
import { appFor } from '../support/synth.ts';

// cfn-lint and checkov look at the same templates: .ci/templates.
describe.each(Object.entries(optionPairs))('stage %s', (_, contexts) => {
  it.each(contexts)('cdk-nag finds nothing and every stack is small with %j', { timeout: 120_000 }, async (context) => {
    const app: App = await appFor(context);
    runCdkNag(app);
    const { stacks } = app.synth();
    expect(app.node.children.filter(Stack.isStack)).toHaveLength(stacks.length);
    expect(largeStacks(stacks)).toEqual([]);
  });
});
