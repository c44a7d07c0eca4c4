export type Rate = Readonly<{ perSecond: number; burst: number }>;

/**
 * Returns a function that takes a token, or returns false if there is none. Starts with `burst` tokens.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export function tokenBucket({ perSecond, burst }: Rate, now: () => number = () => performance.now()): () => boolean {
  let tokens = burst;
  let filledAt = now();
  return () => {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - filledAt) * perSecond) / 1000);
    filledAt = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
