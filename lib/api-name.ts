/** Names of a stage's APIs. The hermetic environment identifies the APIs by these names. */
export const apiName = (stage: string): string => `payment-service-${stage}`;

export type Stub = 'trips' | 'notifications';

export const stubApiName = (stage: string, stub: Stub): string => `${apiName(stage)}-stub-${stub}`;

export const requestorApiName = (stage: string): string => `${apiName(stage)}-requestor`;
