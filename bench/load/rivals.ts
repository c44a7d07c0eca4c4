import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { credentials } from '../../hermetic/engine/credentials.ts';
import { freePort } from '../../hermetic/process/free-port.ts';
import { region } from '../../hermetic/template/physical-ids.ts';
import { baselinesDirectory } from '../subjects/baselines.ts';
import {
  installedPython,
  installedServerless,
  pythonSources,
  serverlessDirectory,
  serverlessSources,
} from './installed.ts';
import { ended, type Server, type Surroundings, takesCharges } from './server.ts';

export type Rival = Readonly<{ name: string; start: (surroundings: Surroundings) => Promise<Server> }>;

const gunicorn = (app: string) => (port: number) => ['gunicorn', '--workers', '1', '--bind', `127.0.0.1:${port}`, app];

/** What people run today, each as its own documentation starts it, with one worker. */
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
      const bin = await installedPython();
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
      return started(name, port, child);
    },
  };
}

/** It works on the engine of the environment, whose processor time is counted as its own while it is under load. */
async function startServerless({ dynamodbEndpoint, engineOwner }: Surroundings): Promise<Server> {
  const program = await installedServerless();
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
  return started('serverless-offline, the reference sample', port, child, [engineOwner]);
}

async function started(
  name: string,
  port: number,
  child: ReturnType<typeof spawn>,
  helpers: readonly number[] = [],
): Promise<Server> {
  const charges = new URL(`http://127.0.0.1:${port}/payments`);
  await takesCharges(charges, child);
  return { name, charges, processes: [Number(child.pid), ...helpers], stop: () => ended(child) };
}
