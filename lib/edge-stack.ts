import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { type IVpc, Peer, Port, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import {
  Cluster,
  ContainerImage,
  ContainerInsights,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  type ICluster,
  LogDrivers,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationProtocolVersion,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { AlarmOptions } from './alarm-options.ts';
import { addEdgeAlarms } from './edge-alarms.ts';
import type { EdgeStackOptions } from './edge-options.ts';
import { encryptionOf } from './key.ts';
import { retainExceptOnCreate } from './removal-policy.ts';
import { methodsOf, rpcRoutes } from './routes.ts';
import { urlOf } from './service-api.ts';
import type { Stage } from './stage.ts';

export type EdgeStackProps = StackProps &
  EdgeStackOptions &
  Readonly<{
    stage: Stage;
    /** The payment API, the upstream of every call. */
    api: RestApi;
    /** Docker build context. `cdk deploy` builds the image; synthesis does not. */
    image: string;
    /** Undefined in stage `local`, which has no alarms. */
    alarms: AlarmOptions | undefined;
  }>;

const port = 50051;

/**
 * Native gRPC for the payment service, which no AWS front end for Lambda supports (docs/decisions/0013). The edge signs every
 * call with its own role: all its clients share one identity, and any of them can use every RPC. So it is internal to
 * its VPC unless `clients` names the ranges that may reach it.
 */
export class EdgeStack extends Stack {
  constructor(scope: Construct, id: string, props: EdgeStackProps) {
    const { stage, api, image, certificateArn, clients, alarms, ...stackProps } = props;
    super(scope, id, stackProps);
    const vpc = this.#network();
    const service = this.#service(vpc, this.#task(stage, api, image), stage);
    const isOpen = clients.length > 0;
    // Another scheme is another load balancer. Its listener and target group, which are named after it, have to be new as well: a
    // target group belongs to one load balancer, and the old one is deleted last. https://github.com/aws/aws-cdk/issues/33253
    const balancer = new ApplicationLoadBalancer(this, isOpen ? 'OpenBalancer' : 'Balancer', {
      vpc,
      internetFacing: isOpen,
      dropInvalidHeaderFields: true,
    });
    const listener = balancer.addListener('Grpc', {
      port: 443,
      protocol: ApplicationProtocol.HTTPS,
      certificates: [Certificate.fromCertificateArn(this, 'Certificate', certificateArn)],
      open: false,
    });
    for (const range of isOpen ? clients : [vpc.vpcCidrBlock]) {
      listener.connections.allowFrom(Peer.ipv4(range), Port.tcp(443), 'Clients of the payment service');
    }
    const tasks = listener.addTargets('Edge', {
      targets: [service],
      port,
      protocol: ApplicationProtocol.HTTP,
      protocolVersion: ApplicationProtocolVersion.GRPC,
      deregistrationDelay: Duration.seconds(15),
      healthCheck: {
        path: '/grpc.health.v1.Health/Check',
        healthyGrpcCodes: '0',
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 2,
      },
    });
    if (alarms !== undefined) addEdgeAlarms(this, { balancer, tasks, service }, { stage, alarms });
    new CfnOutput(this, 'Address', {
      value: balancer.loadBalancerDnsName,
      description: "DNS name of the load balancer: point the certificate's domain at it",
    });
  }

  /**
   * Only public subnets. Tasks reach the API and the image registry through public addresses of their own, at 4 dollars
   * a month each; a NAT gateway would cost 35 plus traffic. Security groups admit only the load balancer.
   */
  #network(): IVpc {
    return new Vpc(this, 'Network', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'edge', subnetType: SubnetType.PUBLIC }],
      // Nothing uses the default security group, and restricting it would add a custom resource with a Lambda function.
      restrictDefaultSecurityGroup: false,
    }) as IVpc;
  }

  #task(stage: Stage, api: RestApi, image: string): FargateTaskDefinition {
    const task = new FargateTaskDefinition(this, 'Task', {
      cpu: 256,
      memoryLimitMiB: 512,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
    });
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/ecs/payment-service-${stage.name}-edge`,
      retention: stage.logRetention,
      ...encryptionOf(this, stage),
      removalPolicy: retainExceptOnCreate(stage),
    });
    task.addContainer('edge', {
      // Docker builds for the machine that deploys, unless it is told for which one.
      image: ContainerImage.fromAsset(image, { platform: Platform.LINUX_ARM64 }),
      portMappings: [{ containerPort: port }],
      environment: {
        PORT: String(port),
        HOST: '0.0.0.0',
        UPSTREAM: urlOf(api, stage),
        UPSTREAM_AUTH: 'iam',
        LOG: 'on',
      },
      logging: LogDrivers.awsLogs({ streamPrefix: 'edge', logGroup }),
      // ECS ignores the image's HEALTHCHECK.
      healthCheck: { command: ['CMD', 'node', 'health-check.mjs'], startPeriod: Duration.seconds(10) },
      readonlyRootFilesystem: true,
      // The edge drains within 5 s.
      stopTimeout: Duration.seconds(15),
    });
    task.addToTaskRolePolicy(new PolicyStatement({ actions: ['execute-api:Invoke'], resources: callable(api, stage) }));
    return task;
  }

  #service(vpc: IVpc, taskDefinition: FargateTaskDefinition, { kind }: Stage): FargateService {
    const containerInsightsV2 = kind === 'kept' ? ContainerInsights.ENABLED : ContainerInsights.DISABLED;
    const service = new FargateService(this, 'Service', {
      cluster: new Cluster(this, 'Cluster', { vpc, containerInsightsV2 }) as ICluster,
      taskDefinition,
      assignPublicIp: true,
      minHealthyPercent: 100,
      circuitBreaker: { enable: true, rollback: true },
      // Covers the start and two health checks of the load balancer.
      healthCheckGracePeriod: Duration.seconds(60),
    });
    service
      .autoScaleTaskCount({ minCapacity: 1, maxCapacity: 4 })
      .scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });
    return service;
  }
}

/** ARNs of all RPC methods; the edge may call nothing else. */
const callable = (api: RestApi, stage: Stage): string[] =>
  rpcRoutes.flatMap((route) =>
    route.paths.flatMap((path) => methodsOf(route).map((method) => api.arnForExecuteApi(method, path, stage.name))),
  );
