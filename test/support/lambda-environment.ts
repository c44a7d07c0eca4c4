import { stageTables } from '../../lib/table-name.ts';

const tables = Object.fromEntries(
  Object.entries(stageTables('local')).map(([name, physical]) => [`${name.toUpperCase()}_TABLE`, physical]),
);

/** The environment variables that CDK gives each function, so that tests can import functions. */
export const lambdaEnvironment = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_LAMBDA_FUNCTION_NAME: 'test',
  ...tables,
  NOTIFICATIONS_TABLE: 'payment-service-local-stub-notifications',
  TRIP_SERVICE_URL: 'http://localhost:8081',
  NOTIFICATION_SERVICE_URL: 'http://localhost:8084',
  PAYMENT_RPC_URL: 'https://payments.example.com/sandbox',
  PAYMENT_RPC_AUTH: 'none',
  LAMBDA_TASK_ROOT: '.build/lambda-task-root',
  INDEX_SHARDS: '1',
  COUNTER_SHARDS: '1',
  PROCESSOR: 'simulated',
  PROCESSOR_TRIGGERS: 'on',
  PROCESSOR_KEY_SPACE: 'test',
  STRICT_ORDERS: 'off',
  ONE_PAYMENT_PER_ORDER: 'off',
  STAGE: 'local',
  URL_SUFFIX: 'amazonaws.com',
  SERVICE_VERSION: 'test',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
};
