import type { RequestLine } from '../../hermetic/api-gateway/gateway.ts';
import type { DeadLetter } from '../../hermetic/events/dead-letter.ts';
import type { OutgoingCall } from '../../hermetic/lambda/invocation.ts';
import type { DeclaredRoute } from '../../hermetic/template/declared.ts';
import type { AnswerSummary } from './answer-summary.ts';
import type { OtherUrls } from './doors.ts';

/** Stages of a start, in this order; the templates are made while the engine starts. */
export type StartStage = 'ports' | 'engine' | 'templates' | 'data';

/** All that the hermetic environment has to say while it runs. */
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
      /** The name of what charges payments. */
      processor: string;
      routes: readonly DeclaredRoute[];
      ms: number;
    }> &
      OtherUrls)
  | (Readonly<{ event: 'request' }> & RequestLine & AnswerSummary)
  /** A function that no request waits for called another service. */
  | Readonly<{ event: 'background-calls'; functionName: string; calls: readonly OutgoingCall[] }>
  | Readonly<{ event: 'log'; functionName: string; requestId?: string; text: string }>
  /** Where a function's process is debugged. */
  | Readonly<{ event: 'debugger'; functionName: string; url: string }>
  | (Readonly<{ event: 'dead-letter' }> & DeadLetter)
  | Readonly<{ event: 'change'; file: string }>
  | Readonly<{ event: 'reloaded'; routes: readonly DeclaredRoute[]; ms: number }>
  | Readonly<{ event: 'reload-failed'; message: string }>
  | Readonly<{ event: 'stopping'; reason: string }>
  | Readonly<{ event: 'stopped' }>;

export type Tell = (event: EnvironmentEvent) => void;
