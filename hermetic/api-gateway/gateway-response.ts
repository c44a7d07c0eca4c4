import type { GatewayResponseDefinition } from '../template/app-definition.ts';

/** A response of API Gateway. */
export type GatewayResponse = Readonly<{
  status: number;
  headers: ReadonlyMap<string, readonly string[]>;
  body: Buffer | string;
}>;

export const maxBodyBytes = 10 * 1024 * 1024;

/** Status, x-amzn-ErrorType and message by CloudFormation's response type. */
const refusals = {
  // For an unknown path or method.
  MISSING_AUTHENTICATION_TOKEN: [403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
  THROTTLED: [429, 'TooManyRequestsException', 'Too Many Requests'],
  REQUEST_TOO_LARGE: [413, 'RequestTooLargeException', `HTTP content length exceeded ${maxBodyBytes} bytes.`],
  INTEGRATION_FAILURE: [502, 'InternalServerErrorException', 'Internal server error'],
  // Lambda refused the invocation, or the function's base64 body is malformed.
  API_CONFIGURATION_ERROR: [500, 'InternalServerErrorException', 'Internal server error'],
  INTEGRATION_TIMEOUT: [504, 'InternalServerErrorException', 'Endpoint request timed out'],
  // A body between Lambda's limit of 6 MB and the gateway's of 10 MB. Not measured on AWS.
  LAMBDA_REQUEST_TOO_LARGE: [413, 'RequestEntityTooLargeException', 'Request Too Long'],
} as const;

/** A response by the gateway itself, which never reveals an internal error. */
export type GatewayRefusal = keyof typeof refusals;

type RequestIds = Readonly<{ requestId: string; extendedRequestId: string }>;

/** The response to a refusal: the API's own gateway response if it has one, else API Gateway's default. */
export function gatewayResponse(
  refusal: GatewayRefusal,
  configured: ReadonlyMap<string, GatewayResponseDefinition>,
  request: RequestIds,
): GatewayResponse {
  const [status, errorType, message] = refusals[refusal];
  const type = refusal === 'LAMBDA_REQUEST_TOO_LARGE' ? 'REQUEST_TOO_LARGE' : refusal;
  const own = configured.get(type) ?? configured.get(status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const { contentType, text } = own?.template ?? standardTemplate(refusal);
  const variables: Readonly<Record<string, string>> = {
    requestId: request.requestId,
    extendedRequestId: request.extendedRequestId,
    'error.message': message,
    'error.messageString': JSON.stringify(message),
    'error.responseType': type,
  };
  const headers = { 'Content-Type': contentType, 'x-amzn-ErrorType': errorType, ...own?.headers };
  return {
    status: own?.status ?? status,
    headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value]])),
    body: text.replace(/\$context\.([a-zA-Z]+(?:\.[a-zA-Z]+)*)/g, (whole, name: string) => variables[name] ?? whole),
  };
}

/** API Gateway's default bodies, as recorded on AWS. */
function standardTemplate(refusal: GatewayRefusal) {
  if (refusal === 'REQUEST_TOO_LARGE') return { contentType: 'text/plain', text: '$context.error.message' };
  const [status] = refusals[refusal];
  // AWS has a space in 5xx bodies only.
  return {
    contentType: 'application/json',
    text: `{"message":${status < 500 ? '' : ' '}$context.error.messageString}`,
  };
}
