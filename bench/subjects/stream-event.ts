import type { MeteredCall } from '../dynamodb/meter.ts';

/** The stream event of these writes, with old and new images. */
export function streamEventOf(calls: readonly MeteredCall[]) {
  const last = new Map<string, MeteredCall['written']>();
  const Records = calls
    .filter(({ written }) => written !== undefined)
    .map(({ written }, index) => {
      const key = JSON.stringify(written?.id);
      const before = last.get(key);
      last.set(key, written);
      return {
        eventID: `bench-${index}-${key}`,
        eventName: before === undefined ? 'INSERT' : 'MODIFY',
        eventSource: 'aws:dynamodb',
        dynamodb: {
          ApproximateCreationDateTime: Date.now() / 1_000,
          Keys: { id: written?.id },
          SequenceNumber: String(index + 1),
          StreamViewType: 'NEW_AND_OLD_IMAGES',
          NewImage: written,
          ...(before !== undefined && { OldImage: before }),
        },
      };
    });
  return { Records };
}
