import { credentials } from '../engine/credentials.ts';
import { region } from '../template/physical-ids.ts';

/** Variables that every function gets in addition to its template's, so that AWS SDKs find the local services. */
export const functionEnvironment = (dynamodbEndpoint: string, secretsEndpoint?: string, xrayDaemon?: string) => ({
  AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
  ...(secretsEndpoint !== undefined && { AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsEndpoint }),
  ...(xrayDaemon !== undefined && { AWS_XRAY_DAEMON_ADDRESS: xrayDaemon }),
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
});
