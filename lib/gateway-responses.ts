import { type GatewayResponseOptions, ResponseType } from 'aws-cdk-lib/aws-apigateway';

type Refusal = readonly [
  type: ResponseType,
  /** Left out for what stands for many: those keep their own. */
  status: number | undefined,
  code: string,
  sentence: string,
  detail: string,
  retryAfterSeconds?: number,
];

const signed = 'the request is not signed, or its signature is not accepted';

/** What API Gateway refuses before or instead of a function, in the words of src/http/problems.ts. */
// biome-ignore format: one refusal, one line
const refusals: readonly Refusal[] = [
  [ResponseType.THROTTLED, 429, 'rate_limited', 'Rate limit exceeded', 'more requests came than the service takes at once; wait, then send it again', 1],
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, 403, 'not_allowed', 'Not allowed', 'no route has this method and path, or the request is not signed'],
  [ResponseType.ACCESS_DENIED, 403, 'not_allowed', 'Not allowed', 'the caller may not use this route'],
  [ResponseType.INVALID_SIGNATURE, 403, 'not_authenticated', 'Not authenticated', signed],
  [ResponseType.EXPIRED_TOKEN, 403, 'not_authenticated', 'Not authenticated', 'the signature has expired; sign the request again'],
  [ResponseType.INVALID_API_KEY, 403, 'not_authenticated', 'Not authenticated', 'the header x-api-key is missing, or has no key of this stage'],
  [ResponseType.REQUEST_TOO_LARGE, 413, 'body_too_large', 'The body is too large', 'the body is larger than the service takes'],
  [ResponseType.INTEGRATION_TIMEOUT, 504, 'out_of_time', 'The answer took too long', 'what became of the request is not known; send it again with the same key', 1],
  [ResponseType.INTEGRATION_FAILURE, 502, 'internal_error', 'Something went wrong on our side', 'what became of the request is not known; send it again with the same key', 1],
  [ResponseType.DEFAULT_4XX, undefined, 'request_refused', 'The request was refused', 'the request cannot be read'],
  [ResponseType.DEFAULT_5XX, undefined, 'internal_error', 'Something went wrong on our side', 'what became of the request is not known; send it again with the same key', 1],
];

/** The same object that a function answers a refusal with; `$context` is filled in by API Gateway. */
export const gatewayResponses: readonly GatewayResponseOptions[] = refusals.map(
  ([type, status, code, sentence, detail, retryAfterSeconds]) => ({
    type,
    ...(status !== undefined && { statusCode: String(status) }),
    responseHeaders: {
      'Cache-Control': "'no-store'",
      'X-Content-Type-Options': "'nosniff'",
      ...(retryAfterSeconds !== undefined && { 'Retry-After': `'${retryAfterSeconds}'` }),
    },
    templates: {
      'application/json': JSON.stringify({
        type: `urn:payment-service:problem:${code}`,
        title: sentence,
        status,
        detail,
        instance: 'urn:payment-service:request:$context.requestId',
        code,
        error: sentence,
        request_id: '$context.requestId',
      }),
    },
  }),
);
