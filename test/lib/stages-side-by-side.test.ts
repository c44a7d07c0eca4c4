import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alarms } from '../../lib/alarms.ts';
import { requestorRoutes } from '../../lib/requestor.ts';
import { routes } from '../../lib/routes.ts';
import { stubRoutes } from '../../lib/stubs.ts';
import { workers } from '../../lib/workers.ts';
import { resolvedOf } from '../support/resolved.ts';
import { services, templatesFor } from '../support/synth.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/stages.md'), 'utf8');
const functions = [...routes, ...workers, ...stubRoutes, ...requestorRoutes].map(({ name }) => name);
const alarmNames = [...alarms.map(({ name }) => name), 'canary-5xx', 'canary-faults'];

/** Two stages share a name if one's ends with such: `a-customers` with `get-payment` is `a` with `customers-get-payment`. */
const endingsIn = (names: readonly string[]) =>
  names.flatMap((name) =>
    names.filter((longer) => longer.endsWith(`-${name}`)).map((longer) => longer.slice(0, -name.length - 1)),
  );

describe('stages of one account', () => {
  it('docs/stages.md has every ending by which two stages would share names of functions or alarms', () => {
    const endings = new Set([...endingsIn(functions), ...endingsIn(alarmNames)]);
    const [, sentence = ''] = /Beside a stage `<name>`, no stage can be called (.*?):/s.exec(page) ?? [];
    const listed = [...sentence.matchAll(/<name>-([a-z-]+)/g)].map(([, ending]) => String(ending));
    expect(new Set(listed)).toEqual(endings);
  });

  it('docs/stages.md says that a name is free in no second region, because policies and roles of IAM have names without one', async () => {
    const templates = await templatesFor({ stage: 'production', ...services, githubRepository: 'owner/name' });
    const policies = resolvedOf(templates, 'AWS::IAM::ManagedPolicy').map(
      ({ properties }) => properties.ManagedPolicyName,
    );
    const roles = resolvedOf(templates, 'AWS::IAM::Role').flatMap(({ properties }) => properties.RoleName ?? []);
    expect([policies, roles]).toEqual([
      ['read', 'charge', 'refund', 'erase', 'operate'].map((name) => `payment-service-production-${name}`),
      ['payment-service-production-github'],
    ]);
    expect(page).toContain('An account has each name once, in all regions together');
  });
});
