import type { Inspection } from '../../hermetic/lambda/inspection.ts';
import type { Concurrency } from '../../hermetic/lambda/lambda.ts';
import type { SecretValues } from '../../hermetic/secrets/secrets-api.ts';
import type { Context } from '../../hermetic/template/project.ts';
import type { AwsCall } from '../recorder/aws-call.ts';
import type { OtherPorts } from './doors.ts';
import type { Tell } from './events.ts';

export type EnvironmentOptions = Readonly<{
  /** Ports of the service's API; 0 takes any free one. */
  ports: readonly number[];
  /** Any free ones if left out. */
  otherPorts?: OtherPorts | undefined;
  /** Where data is kept; without it, it is gone with the environment. */
  dataDir?: string | undefined;
  seed?: boolean | undefined;
  concurrency?: Concurrency | undefined;
  /** How functions are debugged; they are not if left out. */
  inspection?: Inspection | undefined;
  /** Context of the CDK app, such as `{ rateLimit: '10' }`. */
  context?: Context | undefined;
  /** Secrets of Secrets Manager that functions may read, by name; they are shown nowhere. */
  secrets?: SecretValues | undefined;
  /** A cloud assembly of stage `local` that exists already; without it, the app is synthesised. */
  assembly?: string | undefined;
  tell?: Tell | undefined;
  /** Told of every call to AWS that functions make; off unless RECORD_AWS_CALLS names a file for them. */
  recordCalls?: ((call: AwsCall) => void) | undefined;
  /** Told when the engine ends by itself: without data nothing works any more. */
  onEngineDeath?: ((message: string) => void) | undefined;
}>;
