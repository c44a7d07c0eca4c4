/** Answer of `GET /_local/activity`: what tools/start/activity.ts keeps. */
export type ActivityJson = Readonly<{
  last: number;
  entries: readonly ActivityEntryJson[];
  minutes: readonly RequestMinuteJson[];
}>;

export type ActivityEntryJson = Readonly<{ number: number; at: string }> &
  (
    | Readonly<{
        kind: 'request';
        method: string;
        path: string;
        status: number;
        ms: number;
        /** Undefined if no route matched. */
        function?: string | undefined;
        code?: string | undefined;
        isReplay: boolean;
        payment?: Readonly<{ id: string; amount?: string; currency?: string }> | undefined;
        calls: readonly ServiceCallJson[];
      }>
    | Readonly<{ kind: 'background'; function: string; calls: readonly ServiceCallJson[] }>
    | Readonly<{ kind: 'dead-letter'; function: string; condition: string }>
  );

export type ServiceCallJson = Readonly<{ service: string; status?: number | undefined }>;

export type RequestMinuteJson = Readonly<{
  at: string;
  requests: number;
  replays: number;
  p50_ms: number;
  p99_ms: number;
}>;
