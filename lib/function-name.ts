/** A function's name in AWS, which its log group and metrics share. */
export const functionName = (stage: string, name: string): string => `payment-service-${stage}-${name}`;
