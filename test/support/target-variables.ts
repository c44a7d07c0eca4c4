/** Set by test/integration.ts for the test processes, or by test/integration/setup.ts in them. */
export const variables = {
  target: 'INTEGRATION_TARGET',
  url: 'INTEGRATION_URL',
  requestor: 'INTEGRATION_REQUESTOR_URL',
  notifications: 'INTEGRATION_NOTIFICATIONS_URL',
  grpc: 'INTEGRATION_GRPC',
  lambda: 'INTEGRATION_LAMBDA_URL',
  stage: 'INTEGRATION_STAGE',
} as const;

/** Names the assembly of the environment that suites share: test/support/shared-environment.ts. */
export const assemblyVariable = 'INTEGRATION_ASSEMBLY';
