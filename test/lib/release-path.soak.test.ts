import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { routes } from '../../lib/routes.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { apiFunctionsOf } from '../support/api-functions.ts';
import { resourcesOf } from '../support/function-in-template.ts';
import { appFor, services, templatesFor } from '../support/synth.ts';

const root = join(import.meta.dirname, '..', '..');
const kept = { stage: 'production', ...services };
const released = routes.filter(({ asksProcessor, stages }) => asksProcessor && stages !== 'disposable');

describe('the canary', () => {
  it('without canary=on, no template has anything of CodeDeploy', async () => {
    const templates = await templatesFor(kept);
    const text = JSON.stringify(Object.values(templates).map((template) => template?.toJSON() ?? {}));
    expect(text).toContain('AWS::Lambda::Alias');
    expect(text).not.toContain('CodeDeploy');
    expect(templates.canary).toBeUndefined();
  });

  it.each(released)('a new version of $name gets a tenth of the requests for ten minutes', async ({ name }) => {
    const functions = apiFunctionsOf(await templatesFor({ ...kept, canary: 'on' }));
    functions.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', {
      DeploymentGroupName: name,
      DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent10Minutes',
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: Match.arrayWith(['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM']),
      },
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: Match.anyValue() }, { Name: Match.anyValue() }] },
    });
  });

  it('CodeDeploy moves the alias of each function that asks the processor, and of no other', async () => {
    const functions = apiFunctionsOf(await templatesFor({ ...kept, canary: 'on' }));
    const aliases = Object.values(functions.findResources('AWS::Lambda::Alias'));
    expect(aliases).toHaveLength(released.length);
    for (const { UpdatePolicy, Properties } of aliases) {
      expect(Properties.Name).toBe('live');
      expect(UpdatePolicy).toHaveProperty('CodeDeployLambdaAliasUpdate.DeploymentGroupName');
    }
  });

  it.each(['off', 'on'])('with canary=%s, API Gateway calls aliases where there are some, and may', async (canary) => {
    const templates = await templatesFor({ ...kept, canary });
    const functions = apiFunctionsOf(templates);
    const aliases = Object.entries(functions.findResources('AWS::Lambda::Alias'));
    const permissions = resourcesOf(functions, 'AWS::Lambda::Permission').map((one) => JSON.stringify(one));
    for (const [alias] of aliases) {
      expect(permissions.some((text) => text.includes(`"FunctionName":{"Ref":"${alias}"}`))).toBe(true);
    }
    const methods = resourcesOf(templates.api, 'AWS::ApiGateway::Method').map((one) => JSON.stringify(one));
    const called = methods.flatMap((text) => /payment-service-production-([a-z-]+):live\//.exec(text)?.[1] ?? []);
    expect(new Set(called)).toEqual(new Set(released.map(({ name }) => name)));
    expect(aliases).toHaveLength(released.length);
  });

  // The way out while an alarm fires, which stops all deployments of CodeDeploy: docs/deploy.md.
  it('without canary=on, an alias takes its new version at once, and is the same alias', async () => {
    const aliasesOf = async (canary: string) =>
      Object.entries(apiFunctionsOf(await templatesFor({ ...kept, canary })).findResources('AWS::Lambda::Alias'));
    const off = await aliasesOf('off');
    expect(off.filter(([, alias]) => 'UpdatePolicy' in alias)).toEqual([]);
    const taken = off.map(([id, { Properties }]) => [id, Properties.FunctionVersion]);
    expect(taken).toEqual((await aliasesOf('on')).map(([id, { Properties }]) => [id, Properties.FunctionVersion]));
  });

  it('the canary’s alarms watch failed requests and faults of this stage', async () => {
    const { canary } = await templatesFor({ ...kept, canary: 'on' });
    const alarms = resourcesOf(canary as Template, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    expect(alarms).toMatchObject([
      { AlarmName: 'payment-service-production-canary-5xx', MetricName: '5XXError', Threshold: 0.01 },
      { AlarmName: 'payment-service-production-canary-faults', MetricName: 'faults', Threshold: 5 },
    ]);
  });

  // `cdk destroy` takes the stacks that depend on a stack with it, unless it is told not to.
  it('every documented command that deletes its stack deletes that one alone, because functions depend on it', async () => {
    const { stacks } = (await appFor({ ...kept, canary: 'on' })).synth();
    const dependents = stacks.filter(({ dependencies }) => dependencies.some(({ id }) => id === 'Canary'));
    expect(dependents.map(({ hierarchicalId }) => hierarchicalId)).toEqual(['OrderFunctions', 'PaymentFunctions']);
    const docs = globSync('docs/*.md', { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'));
    const commands = docs.flatMap((text) => text.match(/cdk destroy [^`]*/g) ?? []);
    const ofCanary = commands.filter((text) => text.includes('Canary'));
    expect(ofCanary).not.toEqual([]);
    expect(ofCanary.filter((text) => !text.includes(' --exclusively '))).toEqual([]);
  });

  it.each([
    [{ stage: 'sandbox', canary: 'yes' }, 'canary "yes" must be on or off'],
    [{ stage: 'local', canary: 'on' }, 'canary is for stages on AWS'],
    [{ stage: 'sandbox', canary: 'on', emulatorUrl: 'http://localhost:4566' }, 'canary is for stages on AWS'],
  ])('context %j is refused with the reason "%s"', async (context, reason) => {
    await expect(templatesFor(context)).rejects.toThrow(reason);
  });
});

describe('the role of a GitHub workflow', () => {
  it('without githubRepository there is no such role', async () => {
    expect((await templatesFor(kept)).github).toBeUndefined();
  });

  it.each([
    'owner/name',
    // GitHub's subject for repositories created or renamed since July 15, 2026.
    'owner@123456/name@456789',
  ])('only jobs of the environment with the stage’s name in repository %s get the role', async (githubRepository) => {
    const { github } = await templatesFor({ ...kept, githubRepository });
    github?.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: {
              StringEquals: {
                'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
                'token.actions.githubusercontent.com:sub': `repo:${githubRepository}:environment:production`,
              },
            },
          },
        ],
      },
    });
  });

  it('the role may assume the four roles of the bootstrap and read account settings, and nothing else', async () => {
    const { github } = await templatesFor({ ...kept, githubRepository: 'owner/name' });
    const statements =
      github &&
      resourcesOf(github, 'AWS::IAM::Policy').flatMap(({ Properties }) => Properties.PolicyDocument?.Statement ?? []);
    expect(statements?.map(({ Action }) => Action)).toEqual([
      'sts:AssumeRole',
      'lambda:GetAccountSettings',
      'apigateway:GET',
    ]);
    const [assume] = statements ?? [];
    expect([assume?.Resource].flat()).toHaveLength(4);
    expect(JSON.stringify(assume?.Resource)).not.toContain('*');
  });

  it.each([
    [{ stage: 'sandbox', githubRepository: 'name' }, 'githubRepository "name" is not of the form owner/name'],
    [{ stage: 'sandbox', githubRepository: 'owner/*' }, 'githubRepository "owner/*" is not of the form owner/name'],
    [{ stage: 'sandbox', githubRepository: 'owner@1/name' }, 'is not of the form owner/name or owner@id/name@id'],
    [{ stage: 'sandbox', githubRepository: 'owner/name@2' }, 'is not of the form owner/name or owner@id/name@id'],
    [{ stage: 'sandbox', githubRepository: 'owner@x/name@y' }, 'is not of the form owner/name or owner@id/name@id'],
    [{ stage: 'local', githubRepository: 'owner/name' }, 'githubRepository is only for deployed stages'],
  ])('context %j is refused with the reason "%s"', async (context, reason) => {
    await expect(templatesFor(context)).rejects.toThrow(reason);
  });
});

describe('the recipient of alarms', () => {
  it('a kept stage without one is refused, with the way to say that nobody has to hear of them', async () => {
    const { alarmEmail: _, ...silent } = kept;
    await expect(templatesFor(silent)).rejects.toThrow(
      'nobody would hear of the alarms of this stage: cdk deploy -c alarmEmail=you@example.com; if nobody has to, -c alarmEmail=none',
    );
  });

  it('with alarmEmail=none, a stage has no topic', async () => {
    const { observability } = await templatesFor({ ...kept, alarmEmail: 'none' });
    observability?.resourceCountIs('AWS::SNS::Topic', 0);
  });
});

describe.each(['ci', 'deploy', 'release'])('workflow %s', (name) => {
  const text = readFileSync(join(root, '.github', 'workflows', `${name}.yml`), 'utf8');

  it('every action is pinned to a commit', () => {
    const actions = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action);
    expect(actions.length).toBeGreaterThan(1);
    for (const action of actions) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  });

  it('its steps take inputs from variables, so that no input becomes part of a script', () => {
    const scripts = text.split('\n').filter((line) => /^\s+(- )?run:|^\s{10,}\S/.test(line));
    expect(scripts.filter((line) => /run:.*\$\{\{/.test(line))).toEqual([]);
    expect(text).toContain('persist-credentials: false');
  });

  it('every npm script that it runs exists', () => {
    for (const [, script] of text.matchAll(/npm run (?:--silent )?([\w:]+)/g))
      expect(packageJson.scripts).toHaveProperty([script ?? '']);
  });
});

// Not with --omit dev: npm 11 then leaves out what both the service and its tests depend on.
it('the SBOM lists every dependency of package.json with its version', () => {
  const [, ...args] = packageJson.scripts.sbom.split(' ');
  const text = execFileSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const { bomFormat, components } = JSON.parse(text) as Readonly<{
    bomFormat: string;
    components: readonly Readonly<{ purl: string }>[];
  }>;
  expect(bomFormat).toBe('CycloneDX');
  const listed = new Set(components.map(({ purl }) => decodeURIComponent(purl)));
  for (const [name, version] of Object.entries({ ...packageJson.dependencies, ...packageJson.devDependencies })) {
    expect(listed).toContain(`pkg:npm/${name}@${version}`);
  }
});
