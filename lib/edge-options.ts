import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';
import type { Stage } from './stage.ts';
import { isOn } from './switch.ts';

/** Deployment options of the gRPC edge. */
export type EdgeStackOptions = Readonly<{
  /** ARN of the load balancer's certificate, in the stack's region. Load balancers carry gRPC only over TLS. */
  certificateArn: string;
  /** CIDR ranges that may reach the edge from the internet. If empty, only its own VPC can. */
  clients: readonly string[];
}>;

const example = '-c grpcEdge=on -c certificateArn=arn:aws:acm:eu-west-1:123456789012:certificate/…';
/** ARN of a certificate. */
export const certificatePattern = /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/;
const range = /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/;

/** Reads `-c grpcEdge=on`, `-c certificateArn=…` and `-c grpcClients=…`. Undefined if there is to be no edge. */
export function edgeOptionsFrom(
  node: Node,
  { auth, security }: Pick<Stage, 'auth' | 'security'>,
): EdgeStackOptions | undefined {
  if (!isOn(node, 'grpcEdge')) return undefined;
  if (security.vpcEndpoints.length > 0) {
    throw new ContextError(
      'the gRPC edge calls the API over the internet, so leave out -c privateApi, or -c grpcEdge=on',
    );
  }
  if (auth === 'api-key')
    throw new ContextError('the gRPC edge signs its calls, so grpcEdge=on needs auth=iam: leave out -c auth=api-key');
  const certificateArn: unknown = node.tryGetContext('certificateArn');
  if (certificateArn === undefined) throw new ContextError(`the gRPC edge needs a certificate: cdk deploy ${example}`);
  if (!certificatePattern.test(String(certificateArn))) {
    throw new ContextError(`certificateArn "${certificateArn}" is not the ARN of a certificate: cdk deploy ${example}`);
  }
  return { certificateArn: String(certificateArn), clients: rangesFrom(node) };
}

function rangesFrom(node: Node): readonly string[] {
  const given = String(node.tryGetContext('grpcClients') ?? '');
  const ranges = given.split(',').filter((text) => text !== '');
  const wrong = ranges.find((text) => !range.test(text));
  if (wrong === undefined) return ranges;
  throw new ContextError(`grpcClients has "${wrong}", which is not a CIDR range: -c grpcClients=203.0.113.0/24`);
}
