import { beforeAll, describe, expect, it } from 'vitest';
import { appOf } from '../../hermetic/template/template.ts';
import { typesOf } from '../support/function-in-template.ts';
import { stacksOf } from '../support/resolved.ts';
import { services, type Templates, templatesFor } from '../support/synth.ts';

/**
 * Resource types that LocalStack 4.14, the last release that needs no account, supports: each has a handler in its
 * sources. For unknown types LocalStack may report success without creating anything, so stages use none by default.
 * Source: https://github.com/localstack/localstack/tree/v4.14.0/localstack-core/localstack/services
 */
const knownToLocalStack: readonly string[] = [
  'AWS::ApiGateway::ApiKey',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::ApiGateway::UsagePlan',
  'AWS::ApiGateway::UsagePlanKey',
  'AWS::CloudWatch::Alarm',
  'AWS::DynamoDB::Table',
  'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::LogGroup',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
];

/** Intrinsics that both the hermetic environment and LocalStack resolve. */
const intrinsics: readonly string[] = ['Ref', 'Fn::GetAtt', 'Fn::ImportValue', 'Fn::Join', 'Fn::Sub'];

/** Types that appear only in kept stages or with an option. */
const behindAFlag: Readonly<Record<string, RegExp>> = {
  'an access log, in kept stages': /^AWS::ApiGateway::Account$/,
  'a dashboard, in kept stages or with dashboard=on': /^AWS::CloudWatch::Dashboard$/,
  'daily backups, with backup=daily': /^AWS::Backup::/,
  'the gRPC edge, with grpcEdge=on': /^AWS::(ApplicationAutoScaling|EC2|ECS|ElasticLoadBalancingV2)::/,
};

const typesIn = (templates: Templates) => Object.values(templates).flatMap((one) => (one ? typesOf(one) : []));

describe.each([
  { stage: 'local' },
  { stage: 'sandbox' },
  { stage: 'sandbox', auth: 'api-key' },
  { stage: 'sandbox', emulatorUrl: 'http://localhost:4566' },
])('all stacks with %j', (context) => {
  let templates: Templates;
  beforeAll(async () => {
    templates = await templatesFor({ ...context, 'aws:cdk:enable-asset-metadata': true });
  });

  it('all stacks have only resource types that LocalStack supports', () => {
    expect(typesIn(templates).filter((type) => !knownToLocalStack.includes(type))).toEqual([]);
  });

  it('all stacks use only intrinsics that LocalStack and the hermetic environment resolve, and no conditions', () => {
    const stacks = Object.values(templates).flatMap((one) => (one ? [one.toJSON()] : []));
    const text = JSON.stringify(stacks.map(({ Resources, Outputs }) => [Resources, Outputs]));
    const used = new Set([...text.matchAll(/"(Fn::\w+|Ref)":/g)].map(([, name]) => name));
    expect([...used].filter((name) => !intrinsics.includes(String(name)))).toEqual([]);
    for (const stack of stacks) expect(Object.keys(stack)).not.toContain('Conditions');
    expect(text).not.toContain('"Condition":"');
  });

  // The hermetic environment does not support API keys.
  it.skipIf('auth' in context)('the hermetic environment can read all stacks', () => {
    const declared = appOf(stacksOf(templates), '.');
    expect(declared.functions.size).toBeGreaterThan(30);
    expect(declared.tables).toHaveLength(7);
    expect(declared.stage).toBe(context.stage);
  });
});

describe('resource types that LocalStack does not support', () => {
  it('types unknown to LocalStack appear only with an option or in kept stages', async () => {
    const certificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555';
    const options = { grpcEdge: 'on', certificateArn, backup: 'daily', alarmEmail: 'on-call@example.com' };
    const templates = await templatesFor({ stage: 'production', ...services, ...options });
    const others = typesIn(templates).filter((type) => !knownToLocalStack.includes(type));
    const flags = Object.values(behindAFlag);
    expect(others.filter((type) => !flags.some((flag) => flag.test(type)))).toEqual([]);
    expect(flags.filter((flag) => !others.some((type) => flag.test(type)))).toEqual([]);
  });
});
