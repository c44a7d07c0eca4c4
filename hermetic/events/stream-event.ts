import { maxPayloadBytes } from '../lambda/invocation.ts';
import { region } from '../template/physical-ids.ts';
import type { StreamRecord } from './streams-api.ts';

/** The event with stream records that a function receives: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
export function streamEvent(records: readonly StreamRecord[], streamArn: string) {
  // The engine uses another region and ARN than the templates.
  return { Records: records.map((record) => ({ ...record, awsRegion: region, eventSourceARN: streamArn })) };
}

/** The first records that fit into one invocation: at most `maxRecords`, and 6 MB. */
export function firstBatch(records: readonly StreamRecord[], maxRecords: number): readonly StreamRecord[] {
  let bytes = 0;
  const tooMany = records.findIndex((record, index) => {
    bytes += Buffer.byteLength(JSON.stringify(record)) + 300;
    return index > 0 && (index >= maxRecords || bytes > maxPayloadBytes);
  });
  return tooMany === -1 ? records : records.slice(0, tooMany);
}
