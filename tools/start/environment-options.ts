import type { Concurrency } from '../../hermetic/lambda/lambda.ts';
import type { Context } from '../../hermetic/template/project.ts';
import type { AwsCall } from '../recorder/aws-call.ts';
import type { EmitEvent } from './events.ts';
import type { OtherPorts } from './listeners.ts';

export type EnvironmentOptions = Readonly<{
  /** Ports of the service's API; 0 takes any free one. */
  ports: readonly number[];
  /** Any free ones if left out. */
  otherPorts?: OtherPorts | undefined;
  /** Where data is kept; without it, it is gone with the environment. */
  dataDir?: string | undefined;
  seed?: boolean | undefined;
  concurrency?: Concurrency | undefined;
  /** Context of the CDK app, such as `{ rateLimit: '10' }`. */
  context?: Context | undefined;
  /** A cloud assembly of stage `local` that exists already; without it, the app is synthesised. */
  assembly?: string | undefined;
  emit?: EmitEvent | undefined;
  /** Told of every call to AWS that functions make; off unless RECORD_AWS_CALLS names a file for them. */
  recordCalls?: ((call: AwsCall) => void) | undefined;
  /** Told when the engine ends by itself: without data nothing works any more. */
  onEngineExit?: ((message: string) => void) | undefined;
}>;
