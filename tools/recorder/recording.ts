import type { AwsCall } from './aws-call.ts';
import { startCallRecorder } from './call-recorder.ts';
import { callsFileFrom } from './calls-file.ts';

/** The parts of an environment that differ while it records calls. */
export type Recording = Readonly<{
  isOn: boolean;
  variablesOf: ((functionName: string) => Readonly<Record<string, string>>) | undefined;
  /** Address of the payment API for functions: the recorder, which forwards to `api`, or `grpc` if recording is off. */
  rpcAddress(api: string, grpc: string): string;
  stop(): void;
}>;

const off: Recording = { isOn: false, variablesOf: undefined, rpcAddress: (_api, grpc) => grpc, stop() {} };

/** Records to `record` or to the file in RECORD_AWS_CALLS; off if there is neither. */
export async function startRecording(
  dynamodbEndpoint: string,
  record: ((call: AwsCall) => void) | undefined = callsFileFrom(process.env),
): Promise<Recording> {
  if (record === undefined) return off;
  const { endpoint, variablesOf, serveApi, stop } = await startCallRecorder(dynamodbEndpoint, record);
  return {
    isOn: true,
    variablesOf,
    rpcAddress(api) {
      serveApi(api);
      return endpoint;
    },
    stop,
  };
}
