import type { RequestSummary } from '../../hermetic/api-gateway/gateway-request.ts';
import type { DeadLetter } from '../../hermetic/events/dead-letter.ts';
import type { OutgoingCall } from '../../hermetic/lambda/invocation.ts';
import type { RuntimeStage } from '../../hermetic/runtime/runtime-options.ts';
import type { RouteDefinition } from '../../hermetic/template/app-definition.ts';
import type { AnswerSummary } from './answer-summary.ts';
import type { OtherUrls } from './listeners.ts';

/** Stages of a start, in this order. */
export type StartStage = 'ports' | RuntimeStage;

/** Events of an environment: shown on the console, or one JSON object per line with --json. */
export type EnvironmentEvent =
  | Readonly<{ event: 'stage'; stage: StartStage; ms: number }>
  | Readonly<{ event: 'synthesising' }>
  | Readonly<{ event: 'bundled'; functions: readonly string[]; ms: number }>
  | Readonly<{ event: 'build-failed'; functionName: string; message: string }>
  | Readonly<{ event: 'failed'; message: string }>
  | (Readonly<{
      event: 'started';
      urls: readonly string[];
      dynamodbEndpoint: string;
      dataDir: string | undefined;
      /** Name of the payment processor. */
      processor: string;
      routes: readonly RouteDefinition[];
      ms: number;
    }> &
      OtherUrls)
  | (Readonly<{ event: 'request' }> & RequestSummary & AnswerSummary)
  /** A stream worker or a schedule called another service. */
  | Readonly<{ event: 'background-calls'; functionName: string; calls: readonly OutgoingCall[] }>
  | Readonly<{ event: 'log'; functionName: string; requestId?: string; text: string }>
  /** A function's process waits for a debugger to attach. */
  | Readonly<{ event: 'debugger'; functionName: string; url: string }>
  | (Readonly<{ event: 'dead-letter' }> & DeadLetter)
  /** Spans could not be exported to the collector. */
  | Readonly<{ event: 'lost-spans'; message: string }>
  | Readonly<{ event: 'change'; file: string }>
  | Readonly<{ event: 'reloaded'; routes: readonly RouteDefinition[]; ms: number }>
  | Readonly<{ event: 'reload-failed'; message: string }>
  | Readonly<{ event: 'stopping'; reason: string }>
  | Readonly<{ event: 'stopped' }>;

export type EmitEvent = (event: EnvironmentEvent) => void;
