import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { apiKey } from '../client/api-key.ts';
import type { Authorize } from '../client/attempt.ts';
import { type Credentials, sigV4 } from '../client/sigv4.ts';
import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../hermetic/process/command.ts';
import { readLimits } from './mcp/limits.ts';
import { paymentServer } from './mcp/server.ts';

const help = `npm run -s mcp -- [options]: a server of the Model Context Protocol on stdin and stdout, with which an agent reads
payments, makes them and refunds them.

  --url URL         the service (PAYMENT_SERVICE_URL, or http://localhost:8000)
  --limit CUR=N     largest payment or refund: --limit EUR=100.00, once for each currency (PAYMENT_SERVICE_LIMITS, separated by
                    commas). Without one, only tools that read are offered
  --sign REGION     sign requests with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN
  --help            this text

PAYMENT_SERVICE_API_KEY, if set, is sent as API key. Every payment and refund needs an idempotency key, which belongs to the
purchase. Timelines name the agent. More: docs/agents.md`;

async function mcp(): Promise<void> {
  const { PAYMENT_SERVICE_URL, PAYMENT_SERVICE_LIMITS } = process.env;
  const { values } = parsedArguments({
    options: {
      url: { type: 'string', default: PAYMENT_SERVICE_URL ?? 'http://localhost:8000' },
      limit: { type: 'string', multiple: true, default: PAYMENT_SERVICE_LIMITS?.split(',') ?? [] },
      sign: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  if (!URL.canParse(values.url)) throw new CommandRefusal(`--url ${values.url} is not a URL: http://localhost:8000.`);
  const server = paymentServer({
    url: values.url,
    authorize: authorization(values.sign),
    limits: readLimits(values.limit),
  });
  await server.connect(new StdioServerTransport());
}

function authorization(region: string | undefined): Authorize | undefined {
  const { PAYMENT_SERVICE_API_KEY } = process.env;
  if (region !== undefined) return sigV4({ region, credentials: credentialsOfEnvironment() });
  return PAYMENT_SERVICE_API_KEY === undefined ? undefined : apiKey(PAYMENT_SERVICE_API_KEY);
}

function credentialsOfEnvironment(): Credentials {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (AWS_ACCESS_KEY_ID !== undefined && AWS_SECRET_ACCESS_KEY !== undefined) {
    return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN };
  }
  throw new CommandRefusal(
    '--sign needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: eval "$(aws configure export-credentials --format env)" sets them.',
  );
}

await command(mcp);
