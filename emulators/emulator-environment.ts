import { Refusal } from '../hermetic/process/command.ts';
import { isLoopback } from '../hermetic/process/loopback.ts';
import type { Environment } from '../tools/deploy/run-program.ts';

/** What somebody who means their AWS account has set. */
const accountVariables: readonly (readonly [name: string, isReal: (value: string) => boolean])[] = [
  ['AWS_PROFILE', () => true],
  ['AWS_DEFAULT_PROFILE', () => true],
  ['AWS_ACCESS_KEY_ID', (value) => /^A(KIA|SIA)[A-Z0-9]{12,}$/.test(value)],
  ['AWS_SESSION_TOKEN', (value) => value.length > 40],
  ['AWS_WEB_IDENTITY_TOKEN_FILE', () => true],
  ['AWS_ROLE_ARN', () => true],
];

/** A proxy would be asked for localhost, too. */
const dropped = /^(AWS_|CDK_|AMAZON_|(https?|all|no)_proxy$)/i;

/**
 * The only environment that programs get here: that of the shell with nothing of AWS in it but test credentials and the
 * emulator's address. Refuses an address that is not on this machine, and a shell that is set up for an account.
 */
export function emulatorEnvironment(env: Environment, endpoint: string): Environment {
  if (!isLoopback(endpoint)) {
    throw new Refusal(`${endpoint} is not on this machine: an emulator is at localhost. (env -u AWS_ENDPOINT_URL …)`);
  }
  for (const [name, isReal] of accountVariables) {
    const value = env[name];
    if (value && isReal(value)) {
      throw new Refusal(`${name} is set, as for an AWS account: run the same with env -u ${name} in front of it.`);
    }
  }
  const rest = Object.entries(env).filter(([name]) => !dropped.test(name));
  return {
    ...Object.fromEntries(rest),
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    // Neither of them is there: profiles of an account must not be found.
    AWS_CONFIG_FILE: '.build/no-aws-config',
    AWS_SHARED_CREDENTIALS_FILE: '.build/no-aws-credentials',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: '1',
    // It takes longer than all the rest; `npm run synth` does it.
    CDK_VALIDATION: 'false',
    NO_PROXY: '*',
  };
}
