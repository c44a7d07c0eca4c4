import { CommandRefusal } from '../hermetic/process/command.ts';
import { isLoopback } from '../hermetic/process/loopback.ts';
import type { ProgramEnvironment } from '../tools/deploy/run-program.ts';

/** Variables of a shell that is set up for an AWS account. */
const accountVariables: readonly (readonly [name: string, isReal: (value: string) => boolean])[] = [
  ['AWS_PROFILE', () => true],
  ['AWS_DEFAULT_PROFILE', () => true],
  ['AWS_ACCESS_KEY_ID', (value) => /^A(KIA|SIA)[A-Z0-9]{12,}$/.test(value)],
  ['AWS_SESSION_TOKEN', (value) => value.length > 40],
  ['AWS_WEB_IDENTITY_TOKEN_FILE', () => true],
  ['AWS_ROLE_ARN', () => true],
];

/** Proxies are dropped as well, because they would receive the requests to localhost. */
const dropped = /^(AWS_|CDK_|AMAZON_|(https?|all|no)_proxy$)/i;

/**
 * The environment for every program that works on an emulator: the shell's, with nothing of AWS except test credentials
 * and the emulator's URL. Throws Refusal for a URL on another machine, and for a shell that is set up for an AWS account.
 */
export function emulatorEnvironment(env: ProgramEnvironment, endpoint: string): ProgramEnvironment {
  if (!isLoopback(endpoint)) {
    throw new CommandRefusal(`${endpoint} is not on this machine: use localhost, or unset AWS_ENDPOINT_URL.`);
  }
  for (const [name, isReal] of accountVariables) {
    const value = env[name];
    if (value && isReal(value)) {
      throw new CommandRefusal(
        `${name} is set, as for an AWS account. Nothing was done: run the command with env -u ${name}.`,
      );
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
    // Files that do not exist, so that no profile of an account is found.
    AWS_CONFIG_FILE: '.build/no-aws-config',
    AWS_SHARED_CREDENTIALS_FILE: '.build/no-aws-credentials',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: '1',
    // It takes longer than the rest of a synthesis; `npm run synth` does it.
    CDK_VALIDATION: 'false',
    NO_PROXY: '*',
  };
}
