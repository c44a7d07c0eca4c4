import { describe, expect, it } from 'vitest';
import { services, type Templates, templatesFor } from '../support/synth.ts';

const propertiesOf = (templates: Templates, type: string): readonly Readonly<Record<string, unknown>>[] =>
  Object.values(templates).flatMap((template) =>
    Object.values(template?.findResources(type) ?? {}).map(({ Properties }) => Properties),
  );

const traced = { stage: 'production', ...services, tracing: 'on' };

describe('-c tracing=on', () => {
  it('traces every function and the stage of every API', async () => {
    const templates = await templatesFor(traced);
    const functions = propertiesOf(templates, 'AWS::Lambda::Function');
    expect(functions.length).toBeGreaterThan(50);
    for (const one of functions) {
      expect(one).toMatchObject({
        TracingConfig: { Mode: 'Active' },
        Environment: { Variables: { TRACING: 'on' } },
      });
    }
    const stages = propertiesOf(templates, 'AWS::ApiGateway::Stage');
    expect(stages.map(({ TracingEnabled }) => TracingEnabled)).toEqual(stages.map(() => true));
  });

  it('lets every function send traces, by one policy for each stack, and do nothing else', async () => {
    const templates = await templatesFor(traced);
    const policies = propertiesOf(templates, 'AWS::IAM::ManagedPolicy');
    const ofTracing = policies.filter(({ Description }) => Description === 'Send traces to X-Ray');
    // Four stacks of the API’s functions, and that of the workers.
    expect(ofTracing).toHaveLength(5);
    for (const policy of ofTracing) {
      expect(policy.PolicyDocument).toMatchObject({
        Statement: [{ Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Effect: 'Allow', Resource: '*' }],
      });
    }
    const roles = propertiesOf(templates, 'AWS::IAM::Role').filter(({ AssumeRolePolicyDocument }) =>
      JSON.stringify(AssumeRolePolicyDocument).includes('lambda.amazonaws.com'),
    );
    expect(roles.length).toBeGreaterThan(50);
    for (const { ManagedPolicyArns } of roles) {
      expect(ManagedPolicyArns).toEqual([{ Ref: expect.stringMatching(/^Tracing/) }]);
    }
  });

  it.each(['sandbox', 'production'])('changes nothing in stage %s unless it is asked for', async (stage) => {
    const base = stage === 'production' ? services : {};
    const plain = await templatesFor({ stage, ...base });
    const text = JSON.stringify(Object.values(plain).map((template) => template?.toJSON()));
    expect(text.replaceAll('"TracingEnabled":false', '')).not.toMatch(/Tracing|TRACING|xray/i);
    const stages = propertiesOf(plain, 'AWS::ApiGateway::Stage');
    expect(stages.map(({ TracingEnabled }) => TracingEnabled)).toEqual(stages.map(() => false));
    expect(await templatesFor({ stage, ...base, tracing: 'off' })).toEqual(plain);
  });

  it('is on for this machine unless it is off', async () => {
    const isTraced = async (context: object) =>
      propertiesOf(await templatesFor({ stage: 'local', ...context }), 'AWS::Lambda::Function').every((one) =>
        JSON.stringify(one).includes('"TRACING":"on"'),
      );
    expect([await isTraced({}), await isTraced({ tracing: 'off' })]).toEqual([true, false]);
  });

  it('refuses anything else with a sentence', async () => {
    await expect(templatesFor({ stage: 'sandbox', tracing: 'yes' })).rejects.toThrow(
      'tracing "yes" must be on or off: cdk deploy -c tracing=on',
    );
  });
});
