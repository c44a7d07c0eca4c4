import { maxPayloadBytes } from '../lambda/invocation.ts';
import { region } from '../template/physical-ids.ts';
import type { StreamRecord } from './streams-api.ts';

/** The event that a function gets for records of a stream: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
export function streamEvent(records: readonly StreamRecord[], streamArn: string) {
  // The engine has a region and an ARN of its own.
  return { Records: records.map((record) => ({ ...record, awsRegion: region, eventSourceARN: streamArn })) };
}

/** As many of the first records as one invocation takes: `most` of them, and 6 MB. */
export function firstBatch(records: readonly StreamRecord[], most: number): readonly StreamRecord[] {
  let bytes = 0;
  const tooMany = records.findIndex((record, index) => {
    bytes += Buffer.byteLength(JSON.stringify(record)) + 300;
    return index > 0 && (index >= most || bytes > maxPayloadBytes);
  });
  return tooMany === -1 ? records : records.slice(0, tooMany);
}
