import { describe, expect, it } from 'vitest';
import { contextArguments } from '../../tools/deploy/context-arguments.ts';

describe('the options of npm run deploy, diff and destroy', () => {
  it('options become arguments of the CDK', () => {
    const options = ['tripServiceUrl=https://t.example.com/?stage=a', 'canary=on'];
    expect(contextArguments(options)).toEqual(['-c', options[0], '-c', 'canary=on']);
  });

  it('a stage among them is refused, because the CDK would take it instead of the one that was asked about', () => {
    expect(() => contextArguments(['canary=on', 'stage=production'])).toThrow('name the stage by --stage production');
  });
});
