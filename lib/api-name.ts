/** The names that a stage's APIs have in its account; the hermetic environment tells them apart by these. */
export const apiName = (stage: string): string => `payment-service-${stage}`;

export type Stub = 'trips' | 'notifications';

export const stubApiName = (stage: string, stub: Stub): string => `${apiName(stage)}-stub-${stub}`;

/** The mock of an outside service that asks for payments. */
export const requestorApiName = (stage: string): string => `${apiName(stage)}-requestor`;
