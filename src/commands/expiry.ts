const dayMs = 86_400_000;

/** When DynamoDB may delete an item, in seconds since the epoch as it wants them. */
export const expiresAt = (now: number, days: number): number => Math.ceil((now + days * dayMs) / 1_000);
