import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { GatewayOptions } from '../api-gateway/gateway.ts';
import type { LocalAnswers } from '../api-gateway/local-answers.ts';
import type { OpenListeners } from '../api-gateway/open-listeners.ts';
import type { DataDirectory } from '../engine/data-lock.ts';
import type { DeadLetter } from '../events/dead-letter.ts';
import type { Inspection } from '../lambda/inspection.ts';
import type { OutgoingCall } from '../lambda/invocation.ts';
import type { Concurrency } from '../lambda/lambda.ts';
import type { SecretValues } from '../secrets/secrets-api.ts';
import type { AppDefinition } from '../template/app-definition.ts';
import type { Assemblies } from '../template/assemblies.ts';
import type { OtlpSettings } from '../traces/otlp-settings.ts';

export type RuntimeOptions = Readonly<{
  /** Templates and function code: `cachedAssemblies` of a project, or an `existingAssembly`. */
  assemblies: Assemblies;
  /** Ports and the API that each serves, from `openListeners`. Requests wait until the runtime can answer them. */
  listeners: OpenListeners;
  /** Directory for temporary files. */
  localDirectory: string;
  /** Where data is kept, from `lockData`; without it, data ends with the runtime. The caller releases the lock. */
  data?: DataDirectory | undefined;
  /** Header that clients of `/_local/…` must send to change anything. */
  localHeader: string;
  concurrency?: Concurrency | undefined;
  /** Debugging of the functions. */
  inspection?: Inspection | undefined;
  /** Values of Secrets Manager's secrets that functions may read, by name. Never logged or shown. */
  secrets?: SecretValues | undefined;
  /** Collector that the spans of the functions are exported to. */
  collector?: OtlpSettings | undefined;
  /** Called when the tables exist and before the first request: seeds them, and adds to the gateway what the app needs. */
  extend?: ((parts: RuntimeParts) => Promise<RuntimeExtension>) | undefined;
  events?: RuntimeEvents | undefined;
}>;

/** Parts of a starting runtime. */
export type RuntimeParts = Readonly<{
  app: () => AppDefinition;
  dynamodb: DynamoDBClient;
  dynamodbEndpoint: string;
  /** Nobody has written to the tables yet. */
  areTablesNew: boolean;
  /** Milliseconds since the epoch, by the test clock. */
  now: () => number;
  /** Addresses of the served APIs, by name; only once the runtime has started. */
  addresses: () => Readonly<Record<string, string>>;
  deadLetters: readonly DeadLetter[];
  /** Runs when the runtime stops or fails to start, after the last function has ended. */
  onStop: (stop: () => unknown) => void;
}>;

export type RuntimeExtension = Partial<
  Pick<GatewayOptions, 'addresses' | 'variablesOf' | 'inProcessFunctions' | 'faults'>
> &
  Readonly<{ localAnswers?: LocalAnswers }>;

/** Steps of a start, in their order; templates are synthesised while the engine starts. */
export type RuntimeStage = 'engine' | 'templates' | 'data';

export type RuntimeEvents = Readonly<{
  onStage?: (stage: RuntimeStage) => void;
  onRequest?: GatewayOptions['onRequest'];
  onFunctionLog?: GatewayOptions['onFunctionLog'];
  /** Requests that a stream or a schedule made a function send to other services. */
  onBackgroundCalls?: (functionName: string, calls: readonly OutgoingCall[]) => void;
  /** Called once for each version of a function that does not build. */
  onBuildFailure?: (functionName: string, error: unknown) => void;
  onDeadLetter?: (letter: DeadLetter) => void;
  /** Spans could not be exported: said at the first, and with their number at the end. */
  onLostSpans?: (message: string) => void;
  /** The DynamoDB engine ended by itself: nothing works any more. */
  onEngineExit?: ((message: string) => void) | undefined;
}>;
