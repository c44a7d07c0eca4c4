import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';
import type { Stage } from './stage.ts';

/** How the gRPC edge is reached, where a stage has one. */
export type EdgeOptions = Readonly<{
  /** Of its certificate, in the region of the stack: gRPC behind a load balancer is over TLS. */
  certificateArn: string;
  /** Address ranges that may reach it from the internet; none if it is for its own network alone. */
  clients: readonly string[];
}>;

const example = '-c grpcEdge=on -c certificateArn=arn:aws:acm:eu-west-1:123456789012:certificate/…';
const certificate = /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/;
const range = /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/;

/** What `-c grpcEdge=on` and its companions ask for; undefined without it. */
export function edgeOptionsFrom(node: Node, { auth }: Pick<Stage, 'auth'>): EdgeOptions | undefined {
  const asked = String(node.tryGetContext('grpcEdge') ?? 'off');
  if (asked === 'off') return undefined;
  if (asked !== 'on') throw new ContextError(`grpcEdge "${asked}" must be on or off: cdk deploy ${example}`);
  if (auth === 'api-key')
    throw new ContextError('the gRPC edge signs its calls: grpcEdge=on goes with auth=iam, not api-key');
  const certificateArn: unknown = node.tryGetContext('certificateArn');
  if (certificateArn === undefined) throw new ContextError(`the gRPC edge needs a certificate: cdk deploy ${example}`);
  if (!certificate.test(String(certificateArn))) {
    throw new ContextError(`certificateArn "${certificateArn}" is not the ARN of a certificate: cdk deploy ${example}`);
  }
  return { certificateArn: String(certificateArn), clients: rangesFrom(node) };
}

function rangesFrom(node: Node): readonly string[] {
  const given = String(node.tryGetContext('grpcClients') ?? '');
  const ranges = given.split(',').filter((text) => text !== '');
  const wrong = ranges.find((text) => !range.test(text));
  if (wrong === undefined) return ranges;
  throw new ContextError(`grpcClients has "${wrong}", which is no range of addresses: -c grpcClients=203.0.113.0/24`);
}
