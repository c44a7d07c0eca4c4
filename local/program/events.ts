import type { RequestLine } from '../api-gateway/gateway.ts';
import type { DeadLetter } from '../events/dead-letter.ts';
import type { DeclaredRoute } from '../template/declared.ts';
import type { OtherUrls } from './doors.ts';

/** All that the hermetic environment has to say while it runs. */
export type EnvironmentEvent =
  | (Readonly<{
      event: 'started';
      urls: readonly string[];
      dynamodbEndpoint: string;
      dataDir: string | undefined;
      routes: readonly DeclaredRoute[];
      ms: number;
    }> &
      OtherUrls)
  | (Readonly<{ event: 'request' }> & Readonly<RequestLine>)
  | Readonly<{ event: 'log'; functionName: string; requestId?: string; text: string }>
  | (Readonly<{ event: 'dead-letter' }> & DeadLetter)
  | Readonly<{ event: 'change'; file: string }>
  | Readonly<{ event: 'reloaded'; routes: readonly DeclaredRoute[]; ms: number }>
  | Readonly<{ event: 'reload-failed'; message: string }>
  | Readonly<{ event: 'stopping'; reason: string }>
  | Readonly<{ event: 'stopped' }>;

export type Tell = (event: EnvironmentEvent) => void;
