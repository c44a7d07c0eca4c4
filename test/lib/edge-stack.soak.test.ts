import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { resourcesOf, typesOf } from '../support/function-in-template.ts';
import { appFor, services, templatesFor } from '../support/synth.ts';

const certificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555';
const on = { stage: 'sandbox', grpcEdge: 'on', certificateArn };

async function edgeOf(context: Readonly<Record<string, string>>): Promise<Template> {
  const { edge } = await templatesFor(context);
  if (edge === undefined) throw new Error('there is no edge');
  return edge;
}

let edge: Template;
beforeAll(async () => {
  edge = await edgeOf(on);
});

describe('the gRPC edge', () => {
  it('a stage has no gRPC edge unless grpcEdge=on', async () => {
    expect((await templatesFor({ stage: 'sandbox' })).edge).toBeUndefined();
    expect((await templatesFor({ stage: 'sandbox', grpcEdge: 'off' })).edge).toBeUndefined();
  });

  it.each([
    [{ grpcEdge: 'on' }, 'the gRPC edge needs a certificate: cdk deploy -c grpcEdge=on -c certificateArn=arn:'],
    [{ grpcEdge: 'on', certificateArn: 'mine' }, 'certificateArn "mine" is not the ARN of a certificate'],
    [{ grpcEdge: 'yes', certificateArn }, 'grpcEdge "yes" must be on or off'],
    [{ ...on, grpcClients: '203.0.113.7' }, 'grpcClients has "203.0.113.7"'],
  ])('edge context %o is refused with the reason "%s"', async (context, message) => {
    await expect(templatesFor(context)).rejects.toThrow(message);
  });

  it('the load balancer speaks gRPC over TLS to clients and in plaintext to its tasks, and checks their health', () => {
    edge.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      Protocol: 'HTTPS',
      Certificates: [{ CertificateArn: certificateArn }],
    });
    edge.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      Port: 50051,
      Protocol: 'HTTP',
      ProtocolVersion: 'GRPC',
      HealthCheckPath: '/grpc.health.v1.Health/Check',
      Matcher: { GrpcCode: '0' },
      TargetGroupAttributes: Match.arrayWith([{ Key: 'deregistration_delay.timeout_seconds', Value: '15' }]),
    });
  });

  it('by default the edge admits only clients within its VPC', () => {
    edge.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' });
    edge.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [
        Match.objectLike({ CidrIp: { 'Fn::GetAtt': [Match.anyValue(), 'CidrBlock'] }, FromPort: 443 }),
      ],
    });
  });

  it('with grpcClients the edge admits exactly those CIDR ranges', async () => {
    const open = await edgeOf({ ...on, grpcClients: '203.0.113.0/24,198.51.100.7/32' });
    open.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internet-facing' });
    open.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: ['203.0.113.0/24', '198.51.100.7/32'].map((CidrIp) => Match.objectLike({ CidrIp })),
    });
  });

  // CloudFormation creates the new load balancer before it deletes the old one, and a target group belongs to one at a time.
  it('an edge that is opened or closed has another load balancer, listener and target group', async () => {
    const open = await edgeOf({ ...on, grpcClients: '203.0.113.0/24' });
    for (const name of ['LoadBalancer', 'Listener', 'TargetGroup']) {
      const [closedId, openId, ...more] = [edge, open].flatMap((template) =>
        Object.keys(template.findResources(`AWS::ElasticLoadBalancingV2::${name}`)),
      );
      expect([closedId, openId, more]).toEqual([
        expect.stringMatching(/^Balancer/),
        expect.stringMatching(/^OpenBalancer/),
        [],
      ]);
    }
  });

  it('edge tasks admit only the load balancer', () => {
    const ingress = edge.findResources('AWS::EC2::SecurityGroupIngress');
    expect(
      Object.values(ingress).map(({ Properties }) => [Properties.FromPort, Properties.SourceSecurityGroupId]),
    ).toEqual([[50051, { 'Fn::GetAtt': [expect.stringMatching(/^Balancer/), 'GroupId'] }]]);
  });

  it('the edge may call every RPC and nothing else', () => {
    const statements = resourcesOf(edge, 'AWS::IAM::Policy')
      .flatMap(({ Properties }) => Properties.PolicyDocument?.Statement ?? [])
      .filter(({ Action }) => Action === 'execute-api:Invoke');
    expect(statements).toHaveLength(1);
    const [{ Resource } = { Resource: [] }] = statements;
    const routes = (Resource as unknown[]).map((arn) =>
      String(/\/sandbox\/(\w+\/[\w./]+)/.exec(JSON.stringify(arn))?.[1]),
    );
    expect(new Set(routes)).toEqual(
      new Set([
        'GET/payment.v1.PaymentService/GetPayment',
        'GET/payment.v1.PaymentService/HealthCheck',
        'GET/payments.v1.PaymentService/GetPayment',
        'GET/payments.v1.PaymentService/Health',
        'POST/payment.v1.PaymentService/CreatePayment',
        'POST/payment.v1.PaymentService/GetPayment',
        'POST/payment.v1.PaymentService/HealthCheck',
        'POST/payment.v1.PaymentService/ProcessPayment',
        'POST/payments.v1.PaymentService/GetPayment',
        'POST/payments.v1.PaymentService/Health',
        'POST/payments.v1.PaymentService/RequestPayment',
      ]),
    );
  });

  it('apart from RPCs the edge may only pull its image and write its log, and the load balancer has no role', () => {
    const actions = resourcesOf(edge, 'AWS::IAM::Policy').flatMap(({ Properties }) =>
      (Properties.PolicyDocument?.Statement ?? []).flatMap(({ Effect, Action }) =>
        [Action].flat().map((action) => `${Effect} ${action}`),
      ),
    );
    expect(new Set(actions)).toEqual(
      new Set([
        'Allow execute-api:Invoke',
        'Allow ecr:BatchCheckLayerAvailability',
        'Allow ecr:BatchGetImage',
        'Allow ecr:GetAuthorizationToken',
        'Allow ecr:GetDownloadUrlForLayer',
        'Allow logs:CreateLogStream',
        'Allow logs:PutLogEvents',
      ]),
    );
    const roles = Object.values(edge.findResources('AWS::IAM::Role')).map(({ Properties }) => Properties);
    expect(roles).toHaveLength(2);
    for (const { AssumeRolePolicyDocument: trust, ManagedPolicyArns: managed } of roles) {
      expect([trust.Statement[0].Principal, managed]).toEqual([{ Service: 'ecs-tasks.amazonaws.com' }, undefined]);
    }
  });

  it.each([
    ['edge-down', 'HealthyHostCount', 'Maximum', 'LessThanThreshold', 1, 'breaching'],
    ['edge-unhealthy', 'UnHealthyHostCount', 'Maximum', 'GreaterThanThreshold', 0, 'notBreaching'],
    ['edge-5xx', 'HTTPCode_ELB_5XX_Count', 'Sum', 'GreaterThanThreshold', 0, 'notBreaching'],
  ])('alarm %s watches %s in 3 of 5 minutes', (name, metric, Statistic, comparison, Threshold, TreatMissingData) => {
    const found = Object.values(edge.findResources('AWS::CloudWatch::Alarm'));
    const [alarm] = found.filter(({ Properties }) => Properties.AlarmName === `payment-service-sandbox-${name}`);
    expect(alarm?.Properties).toMatchObject({
      AlarmDescription: `Runbook: docs/operations.md#${name}`,
      Namespace: 'AWS/ApplicationELB',
      MetricName: metric,
      Dimensions: expect.arrayContaining([expect.objectContaining({ Name: 'LoadBalancer' })]),
      Statistic,
      ComparisonOperator: comparison,
      Threshold,
      Period: 60,
      DatapointsToAlarm: 3,
      EvaluationPeriods: 5,
      TreatMissingData,
    });
    // Else it would fire while the stack is created.
    expect(alarm?.DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^Service/)]));
    expect(alarm?.Properties.AlarmActions).toBeUndefined();
  });

  it('alarms of the edge notify the alarm topic by its name, if somebody hears of alarms', async () => {
    const heard = await edgeOf({ ...on, alarmEmail: 'me@example.com' });
    const topic = [{ 'Fn::Join': ['', expect.arrayContaining([':payment-service-sandbox-alarms'])] }];
    const alarms = Object.values(heard.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
    expect(alarms.map(({ AlarmActions, OKActions }) => [AlarmActions, OKActions])).toEqual([
      [topic, topic],
      [topic, topic],
      [topic, topic],
    ]);
  });

  it('in stage local the edge has no alarms', async () => {
    (await edgeOf({ ...on, stage: 'local' })).resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });

  it('the load balancer accepts only TLS 1.2 and later', () => {
    edge.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      SslPolicy: Match.stringLikeRegexp('TLS13-1-2'),
    });
  });

  it('its image is built for the processor that its task runs on, whatever machine deploys it', async () => {
    const { directory } = (await appFor(on)).synth();
    const { dockerImages } = JSON.parse(readFileSync(join(directory, 'Edge.assets.json'), 'utf8'));
    const built = Object.values<{ source: object }>(dockerImages).map(({ source }) => source);
    expect(built).toEqual([expect.objectContaining({ platform: 'linux/arm64' })]);
  });

  it('the edge task is small, has a read-only file system, a health check and IAM authentication upstream', () => {
    edge.hasResourceProperties('AWS::ECS::TaskDefinition', {
      Cpu: '256',
      Memory: '512',
      RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
      ContainerDefinitions: [
        Match.objectLike({
          ReadonlyRootFilesystem: true,
          StopTimeout: 15,
          HealthCheck: Match.objectLike({ Command: ['CMD', 'node', 'health-check.mjs'] }),
          Environment: Match.arrayWith([
            { Name: 'UPSTREAM', Value: Match.objectLike({ 'Fn::Join': Match.anyValue() }) },
            { Name: 'UPSTREAM_AUTH', Value: 'iam' },
          ]),
        }),
      ],
    });
  });

  it('the edge service rolls back when a new version does not start, and scales up to four tasks', () => {
    edge.hasResourceProperties('AWS::ECS::Service', {
      DeploymentConfiguration: Match.objectLike({ DeploymentCircuitBreaker: { Enable: true, Rollback: true } }),
    });
    edge.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 1, MaxCapacity: 4 });
  });

  it.each([
    ['sandbox', 7, 'Delete'],
    ['production', 365, 'RetainExceptOnCreate'],
  ])('in stage %s the edge keeps its log for %i days', async (stage, RetentionInDays, policy) => {
    const template = await edgeOf({ ...on, ...services, stage });
    template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays }, DeletionPolicy: policy });
  });

  it('the edge stack has no NAT gateway and no custom resources', () => {
    expect(typesOf(edge)).not.toContain('AWS::EC2::NatGateway');
    expect(typesOf(edge).filter((type) => /^(Custom|AWS::Lambda|AWS::CloudFormation)::/.test(type))).toEqual([]);
  });
});
