import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resourcesOf } from '../support/function-in-template.ts';
import { servicesOf, templatesFor } from '../support/synth.ts';

const stages = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'stages.md'), 'utf8');
const [, documented = ''] = /\n## The permissions boundary\n(.*?)\n## /s.exec(`${stages}\n## `) ?? [];

/** All options by which a role may do more. */
const options = {
  processor: 'stripe',
  stripeSecretName: 'payments/stripe',
  eventBus: 'payments',
  tracing: 'on',
  kmsKey: 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555',
  grpcEdge: 'on',
  certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555',
  canary: 'on',
  backup: 'daily',
  githubRepository: 'owner/name',
};

// A boundary that lacks one denies it, whatever the role's own policies allow.
describe.each(['sandbox', 'production'])('the documentation of the permissions boundary, for stage %s', (stage) => {
  const all = async (...types: readonly string[]) => {
    const templates = Object.values(await templatesFor({ ...servicesOf(stage), ...options, stage }));
    return templates.flatMap((template) => (template ? types.flatMap((type) => resourcesOf(template, type)) : []));
  };

  it('lists every action of every role', async () => {
    const policies = await all('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy');
    const actions = policies.flatMap(({ Properties }) =>
      (Properties.PolicyDocument?.Statement ?? []).flatMap(({ Action }) => Action),
    );
    expect(new Set(actions).size).toBeGreaterThan(20);
    expect([...new Set(actions)].filter((action) => !documented.includes(`\`${action}\``))).toEqual([]);
  });

  it('names every policy of AWS that a role has', async () => {
    const roles = JSON.stringify(await all('AWS::IAM::Role'));
    const policies = [...roles.matchAll(/:policy\/(?:service-role\/)?(\w+)/g)].map(([, name]) => name);
    expect(policies.length).toBeGreaterThan(1);
    expect(policies.filter((name) => !documented.includes(`[${name}]`))).toEqual([]);
  });
});
