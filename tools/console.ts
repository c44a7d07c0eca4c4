import { STSClient } from '@aws-sdk/client-sts';
import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../hermetic/process/command.ts';
import { onStopSignal } from '../hermetic/process/stop-signals.ts';
import { principalOf } from './console/caller.ts';
import { startOperatorProxy } from './console/operator-proxy.ts';
import { readDeployedApis } from './deploy/outputs.ts';

const help = `npm run console -- --stage NAME [options]: serves the console for a deployed stage, on this machine only.

  --stage NAME   the stage; it was deployed from this directory
  --port N       port of 127.0.0.1 (8090); 0 picks a free one
  --help         this text

Requests are signed with the credentials of your AWS profile, which needs the policies of the stage for what you do: read,
charge, refund, operate. Ctrl+C ends it. More: docs/console.md

Variables:
  AWS_PROFILE=NAME   the profile, as for every tool of AWS
  API_KEY=…          key of a stage that requires one`;

async function serveConsole(): Promise<void> {
  const { values } = parsedArguments({
    options: {
      stage: { type: 'string' },
      port: { type: 'string', default: '8090' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const { stage } = values;
  if (stage === undefined) {
    throw new CommandRefusal(
      'Say which stage: npm run console -- --stage production. For this machine, run npm start and open http://localhost:8080/console.',
    );
  }
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    throw new CommandRefusal(`--port ${values.port} must be a whole number up to 65535.`);
  }
  const { api, region, showKey } = readDeployedApis('aws', stage);
  const sts = new STSClient({ region });
  const credentials = () => sts.config.credentials();
  const apiKey = process.env.API_KEY;
  await credentials().catch(() => {
    throw new CommandRefusal('No AWS credentials were found: log in, or set AWS_PROFILE.', 1);
  });
  const { url, close } = await startOperatorProxy({
    stage,
    api,
    region,
    credentials,
    caller: async () => (showKey === undefined ? principalOf(sts) : `api-key:${apiKey}`),
    apiKey,
    port,
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new CommandRefusal(`Port ${port} is taken: choose another --port.`, 1);
  });
  console.log(`The console of ${stage} is at ${url}. Ctrl+C ends it.`);
  onStopSignal(() => {
    close();
    process.exit(0);
  });
}

await command(serveConsole);
