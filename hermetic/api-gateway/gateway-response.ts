import type { GatewayResponseDefinition } from '../template/app-definition.ts';

/** What API Gateway sends to a client. */
export type GatewayResponse = Readonly<{
  status: number;
  headers: ReadonlyMap<string, readonly string[]>;
  body: Buffer | string;
}>;

export const maxBodyBytes = 10 * 1024 * 1024;

/** By what a template calls it: status, x-amzn-ErrorType, message. */
const refusals = {
  // The answer to an unknown path and to an unknown method alike.
  MISSING_AUTHENTICATION_TOKEN: [403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
  THROTTLED: [429, 'TooManyRequestsException', 'Too Many Requests'],
  REQUEST_TOO_LARGE: [413, 'RequestTooLargeException', `HTTP content length exceeded ${maxBodyBytes} bytes.`],
  INTEGRATION_FAILURE: [502, 'InternalServerErrorException', 'Internal server error'],
  // Lambda refused the invocation, or a body said to be base64 is not.
  API_CONFIGURATION_ERROR: [500, 'InternalServerErrorException', 'Internal server error'],
  INTEGRATION_TIMEOUT: [504, 'InternalServerErrorException', 'Endpoint request timed out'],
  // The gateway takes 10 MB and Lambda 6: what lies between is refused so, from memory and not measured.
  LAMBDA_REQUEST_TOO_LARGE: [413, 'RequestEntityTooLargeException', 'Request Too Long'],
} as const;

/** An answer of the gateway's own: it never says what went wrong inside. */
export type GatewayRefusal = keyof typeof refusals;

type RequestIds = Readonly<{ requestId: string; extendedRequestId: string }>;

/** The answer to a refusal as the API's templates have it, else as API Gateway has it. */
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

/** All but one are JSON, as clients of AWS have recorded it. */
function standardTemplate(refusal: GatewayRefusal) {
  if (refusal === 'REQUEST_TOO_LARGE') return { contentType: 'text/plain', text: '$context.error.message' };
  const [status] = refusals[refusal];
  // AWS writes a space into its 5xx bodies alone.
  return {
    contentType: 'application/json',
    text: `{"message":${status < 500 ? '' : ' '}$context.error.messageString}`,
  };
}
