/** What API Gateway sends to a client. */
export type GatewayResponse = Readonly<{
  status: number;
  headers: ReadonlyMap<string, readonly string[]>;
  body: Buffer | string;
}>;

const refusals = {
  // The answer to an unknown path and to an unknown method alike.
  MISSING_AUTHENTICATION_TOKEN: [403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
  INTEGRATION_FAILURE: [502, 'InternalServerErrorException', 'Internal server error'],
  // Lambda refused the invocation, or a body said to be base64 is not.
  API_CONFIGURATION_ERROR: [500, 'InternalServerErrorException', 'Internal server error'],
  INTEGRATION_TIMEOUT: [504, 'InternalServerErrorException', 'Endpoint request timed out'],
  // The gateway takes 10 MB and Lambda 6: what lies between is refused so, from memory and not measured.
  LAMBDA_REQUEST_TOO_LARGE: [413, 'RequestEntityTooLargeException', 'Request Too Long'],
} as const;

/** An answer of the gateway's own: it never says what went wrong inside. */
export function gatewayResponse(type: keyof typeof refusals): GatewayResponse {
  const [status, errorType, message] = refusals[type];
  return {
    status,
    headers: new Map([
      ['Content-Type', ['application/json']],
      ['x-amzn-ErrorType', [errorType]],
    ]),
    body: JSON.stringify({ message }),
  };
}

export const maxBodyBytes = 10 * 1024 * 1024;

/** The one gateway response that is plain text, as clients of AWS have recorded it, and cannot be customised. */
export const requestTooLarge: GatewayResponse = {
  status: 413,
  headers: new Map([
    ['Content-Type', ['text/plain']],
    ['x-amzn-ErrorType', ['RequestTooLargeException']],
  ]),
  body: `HTTP content length exceeded ${maxBodyBytes} bytes.`,
};
