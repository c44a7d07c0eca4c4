import { describe, expect, it } from 'vitest';
import { type CountedTemplate, largeStacks } from '../support/stack-limits.ts';

describe('the size of stacks', () => {
  const some = <Value>(count: number, value: Value) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`One${at}`, value]));
  const resources = (count: number, Type = 'AWS::Logs::LogGroup') => ({ Resources: some(count, { Type }) });

  it.each<[string, CountedTemplate, readonly string[]]>([
    ['249 resources', resources(249), []],
    ['250 resources', resources(250), ['A: 250 of 500 resources']],
    ['100 outputs', { Outputs: some(100, {}) }, ['A: 100 of 200 outputs']],
    ['100 parameters', { Parameters: some(100, {}) }, ['A: 100 of 200 parameters']],
    ['an API of 150 paths', resources(150, 'AWS::ApiGateway::Resource'), ['A: 150 of 300 resources of an API']],
  ])('the check of limits names a stack with %s if that is half of one', (_, template, found) => {
    expect(largeStacks([{ id: 'A', template }])).toEqual(found);
  });

  it('the check of limits names a stack whose template has half a megabyte', () => {
    const template = { Outputs: { long: 'x'.repeat(500_000) } };
    expect(largeStacks([{ id: 'A', template }])).toEqual([
      expect.stringMatching(/^A: 500\d{3} of 1000000 bytes of the template$/),
    ]);
  });
});
