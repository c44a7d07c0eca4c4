/** The name of a function in its account; its log group and its metrics have it too. */
export const functionName = (stage: string, name: string): string => `payment-service-${stage}-${name}`;
