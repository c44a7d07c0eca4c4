import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { credentials } from '../../hermetic/engine/credentials.ts';
import { freePort } from '../../hermetic/process/free-port.ts';
import { region } from '../../hermetic/template/physical-ids.ts';
import { baselinesDirectory } from '../subjects/baselines.ts';
import {
  installPython,
  installServerless,
  pythonSources,
  serverlessDirectory,
  serverlessSources,
} from './install-rivals.ts';
import { type Server, type ServerContext, stopProcess, waitUntilReady } from './server.ts';

export type Rival = Readonly<{ name: string; start: (context: ServerContext) => Promise<Server> }>;

const gunicorn = (app: string) => (port: number) => ['gunicorn', '--workers', '1', '--bind', `127.0.0.1:${port}`, app];

/** Common alternatives, each started as its documentation recommends, with one worker. */
export const rivals: readonly Rival[] = [
  python('Flask, SQLite, gunicorn', gunicorn('flask_app:app')),
  python('FastAPI, SQLite, uvicorn', (port) => ['uvicorn', 'fastapi_app:app', '--port', String(port)]),
  python('Django REST, SQLite, gunicorn', gunicorn('django_app:app')),
  { name: 'serverless-offline, the reference sample', start: startServerless },
];

function python(name: string, command: (port: number) => readonly string[]): Rival {
  return {
    name,
    async start({ directory }) {
      const bin = await installPython();
      const port = await freePort();
      const [program = '', ...args] = command(port);
      const child = spawn(join(bin, program), args, {
        cwd: pythonSources,
        env: {
          ...process.env,
          PYTHONDONTWRITEBYTECODE: '1',
          DATABASE: join(directory, `${name.split(',')[0]?.replaceAll(' ', '-')}.sqlite`),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      return whenReady(name, port, child);
    },
  };
}

/** Uses the DynamoDB engine of the environment, whose CPU time therefore counts as its own. */
async function startServerless({ dynamodbEndpoint, engineOwner }: ServerContext): Promise<Server> {
  const program = await installServerless();
  mkdirSync(serverlessDirectory, { recursive: true });
  copyFileSync(join(serverlessSources, 'serverless.yml'), join(serverlessDirectory, 'serverless.yml'));
  copyFileSync(join(baselinesDirectory, 'sample', 'index.mjs'), join(serverlessDirectory, 'index.mjs'));
  const port = await freePort();
  const child = spawn(process.execPath, [program, 'offline', 'start'], {
    cwd: serverlessDirectory,
    env: {
      ...process.env,
      SLS_TELEMETRY_DISABLED: '1',
      SLS_NOTIFICATIONS_MODE: 'off',
      HTTP_PORT: String(port),
      LAMBDA_PORT: String(await freePort()),
      AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return whenReady('serverless-offline, the reference sample', port, child, [engineOwner]);
}

async function whenReady(
  name: string,
  port: number,
  child: ReturnType<typeof spawn>,
  helpers: readonly number[] = [],
): Promise<Server> {
  const charges = new URL(`http://127.0.0.1:${port}/payments`);
  await waitUntilReady(charges, child);
  return { name, charges, processes: [Number(child.pid), ...helpers], stop: () => stopProcess(child) };
}
