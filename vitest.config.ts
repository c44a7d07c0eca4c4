import { defineConfig } from 'vitest/config';

/** What CDK gives each function in its environment; here, so that one may be imported in a test. */
const lambdaEnvironment = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_LAMBDA_FUNCTION_NAME: 'test',
  PAYMENTS_TABLE: 'payment-service-local-payments',
  ORDERS_TABLE: 'payment-service-local-orders',
  USERS_TABLE: 'payment-service-local-users',
  PROJECTIONS_TABLE: 'payment-service-local-projections',
  NOTIFICATIONS_TABLE: 'payment-service-local-stub-notifications',
  TRIP_SERVICE_URL: 'http://localhost:8081',
  NOTIFICATION_SERVICE_URL: 'http://localhost:8084',
  PAYMENT_RPC_URL: 'https://payments.example.com/sandbox',
  PAYMENT_RPC_AUTH: 'none',
  LAMBDA_TASK_ROOT: '.build/lambda-task-root',
  INDEX_SHARDS: '1',
  PROCESSOR_TRIGGERS: 'on',
  STRICT_ORDERS: 'off',
  STAGE: 'local',
  SERVICE_VERSION: 'test',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
};

export default defineConfig({
  test: {
    reporters: ['default', 'json'],
    outputFile: { json: '.build/test-results.json' },
    // What is marked as concurrent waits for most of its time.
    maxConcurrency: 14,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/examples/**', 'test/lib/**'],
          env: lambdaEnvironment,
          sequence: { shuffle: true },
          // Else it would load another copy of graphql than what imports both.
          server: { deps: { inline: ['graphql-http'] } },
        },
      },
      {
        test: {
          name: 'template',
          include: ['test/lib/**/*.test.ts'],
          testTimeout: 60_000,
          env: { CDK_VALIDATION: 'false' },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/examples/**/*.test.ts'],
          setupFiles: ['test/integration/setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          env: { ...lambdaEnvironment, CDK_VALIDATION: 'false' },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['edge/**/*.ts', 'functions/**/*.ts', 'src/**/*.ts', 'lib/**/*.ts', 'local/**/*.ts'],
      reporter: ['text', 'lcov'],
    },
  },
});
