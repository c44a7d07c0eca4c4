/**
 * Stands in for the SDK's event streams in the bundles: no call to DynamoDB has one, and they would add 17 KB to every
 * function.
 */
export class EventStreamSerde {
  constructor() {
    throw new Error('the bundles have no event streams: see lib/bundle.ts');
  }
}

export const eventStreamSerdeProvider = (): EventStreamSerde => new EventStreamSerde();
