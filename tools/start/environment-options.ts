import type { Inspection } from '../../hermetic/lambda/inspection.ts';
import type { Concurrency } from '../../hermetic/lambda/lambda.ts';
import type { SecretValues } from '../../hermetic/secrets/secrets-api.ts';
import type { Context } from '../../hermetic/template/project.ts';
import type { OtlpSettings } from '../../hermetic/traces/otlp-settings.ts';
import type { AwsCall } from '../recorder/aws-call.ts';
import type { EmitEvent } from './events.ts';
import type { OtherPorts } from './listeners.ts';

export type EnvironmentOptions = Readonly<{
  /** Ports of the service's API; 0 picks any free port. */
  ports: readonly number[];
  /** Any free ports if left out. */
  otherPorts?: OtherPorts | undefined;
  /** Keeps the data; without it, data ends with the environment. */
  dataDir?: string | undefined;
  seed?: boolean | undefined;
  concurrency?: Concurrency | undefined;
  /** Debugging of the functions. */
  inspection?: Inspection | undefined;
  /** Context of the CDK app, such as `{ rateLimit: '10' }`. */
  context?: Context | undefined;
  /** Values of Secrets Manager's secrets that functions may read, by name. Never logged or shown. */
  secrets?: SecretValues | undefined;
  /** Collector that traces are exported to. */
  collector?: OtlpSettings | undefined;
  /** Existing cloud assembly of stage `local`; without it, the app is synthesised. */
  assembly?: string | undefined;
  emit?: EmitEvent | undefined;
  /** Called with every call to AWS that functions make. Without it, RECORD_AWS_CALLS may name a file for them. */
  recordCalls?: ((call: AwsCall) => void) | undefined;
  /** The DynamoDB engine ended by itself: nothing works any more. */
  onEngineExit?: ((message: string) => void) | undefined;
}>;
