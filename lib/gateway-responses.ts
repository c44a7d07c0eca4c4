import { type GatewayResponseOptions, ResponseType } from 'aws-cdk-lib/aws-apigateway';

type ApiRefusal = readonly [
  type: ResponseType,
  /** Undefined for the DEFAULT types, which cover several statuses: API Gateway keeps the original one. */
  status: number | undefined,
  code: string,
  sentence: string,
  detail: string,
  retryAfterSeconds?: number,
];

const signatureRejected = 'the request is not signed, or its signature was not accepted; sign it again and resend it';
const outcomeUnknown =
  'it is not known whether the request was carried out; send it again with the same key, or look its payment up if it had none';

/** Errors that API Gateway produces before or instead of a function, as problems like those of src/http/problems.ts. */
// biome-ignore format: one refusal, one line
const refusals: readonly ApiRefusal[] = [
  [ResponseType.THROTTLED, 429, 'rate_limited', 'Rate limit exceeded', 'the rate limit of this stage is exceeded, and nothing was done; wait, then send the request again', 1],
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, 403, 'not_allowed', 'Not allowed', 'no route has this method and path, or the request is not signed'],
  [ResponseType.ACCESS_DENIED, 403, 'not_allowed', 'Not allowed', 'the caller has no permission for this route'],
  [ResponseType.INVALID_SIGNATURE, 403, 'not_authenticated', 'Not authenticated', signatureRejected],
  [ResponseType.EXPIRED_TOKEN, 403, 'not_authenticated', 'Not authenticated', 'the signature has expired; sign the request again'],
  [ResponseType.INVALID_API_KEY, 403, 'not_authenticated', 'Not authenticated', 'the x-api-key header is missing, or its key is not valid for this stage'],
  [ResponseType.WAF_FILTERED, 403, 'request_refused', 'The request was refused', 'the web firewall of this stage refused the request, and nothing was done'],
  [ResponseType.REQUEST_TOO_LARGE, 413, 'body_too_large', 'The body is too large', 'the body exceeds the size limit of the API'],
  [ResponseType.INTEGRATION_TIMEOUT, 504, 'out_of_time', 'The response took too long', outcomeUnknown, 1],
  [ResponseType.INTEGRATION_FAILURE, 502, 'internal_error', 'Something went wrong on our side', outcomeUnknown, 1],
  [ResponseType.DEFAULT_4XX, undefined, 'request_refused', 'The request was refused', 'API Gateway could not read the request'],
  [ResponseType.DEFAULT_5XX, undefined, 'internal_error', 'Something went wrong on our side', outcomeUnknown, 1],
];

/** A client whose clock is wrong learns it from AWS's own words: client/sigv4.ts. */
const withAwsMessage: readonly ResponseType[] = [ResponseType.INVALID_SIGNATURE, ResponseType.EXPIRED_TOKEN];

/** A quoted text where a template names it without quotes. */
const messageString = '$context.error.messageString';

/** A template as API Gateway fills it when it refuses a request with these words. */
export const saying = (template: string, message: string): string =>
  template.replace(messageString, JSON.stringify(message));

/** Same JSON shape as the problems of functions. API Gateway substitutes the `$context` variables. */
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
        ...(withAwsMessage.includes(type) && { message: messageString }),
      }).replace(`"${messageString}"`, messageString),
    },
  }),
);
