import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  ApiDefinition,
  AppDefinition,
  FunctionDefinition,
  RouteDefinition,
} from '../../hermetic/template/app-definition.ts';

export type TestFunction = Partial<FunctionDefinition> & Readonly<{ code: string }>;

/** An app of functions whose code is written to a temporary directory; each answers on `/<name>`. */
export class TestFunctions {
  readonly directory = mkdtempSync(join(tmpdir(), 'functions-'));
  #version = 0;

  declare(functions: Readonly<Record<string, string | TestFunction>>, api: Partial<ApiDefinition> = {}): AppDefinition {
    this.#version += 1;
    const declared = Object.entries(functions).map(([name, given]) =>
      this.#function(name, typeof given === 'string' ? { code: given } : given),
    );
    return {
      stage: 'local',
      tables: [],
      expiries: [],
      functions: new Map(declared.map((one) => [one.logicalId, one])),
      apis: [
        apiOf(
          declared.map(({ logicalId }) => route('ANY', `/${logicalId}`, logicalId)),
          api,
        ),
      ],
      eventSources: [],
      schedules: [],
    };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  #function(name: string, { code, ...more }: TestFunction): FunctionDefinition {
    const codeDir = join(this.directory, `${name}-${this.#version}`);
    mkdirSync(codeDir);
    writeFileSync(join(codeDir, 'index.js'), code);
    return {
      logicalId: name,
      name: `shop-local-${name}`,
      codeDir,
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      timeoutMs: 10_000,
      memoryMb: 512,
      environment: {},
      loggingFormat: 'JSON',
      applicationLogLevel: undefined,
      ...more,
    };
  }
}

/** Functions wait here, in whatever process, until the test opens the gate. Each logs a line when it arrives. */
export class Gate {
  readonly #file: string;
  /** An expression for a function's code. */
  readonly awaited: string;

  /** Is removed with these functions. */
  constructor({ directory }: TestFunctions) {
    this.#file = join(mkdtempSync(join(directory, 'gate-')), 'open');
    this.awaited = `await new Promise((resolve) => {
      console.log('waits at the gate');
      const { existsSync } = require('node:fs');
      const look = () => (existsSync(${JSON.stringify(this.#file)}) ? resolve() : setTimeout(look, 5));
      look();
    })`;
  }

  open(): void {
    writeFileSync(this.#file, '');
  }
}

export function apiOf(routes: readonly RouteDefinition[], api: Partial<ApiDefinition> = {}): ApiDefinition {
  return {
    logicalId: 'Api',
    name: 'api',
    stage: 'local',
    address: 'https://api.example.com/local',
    isTraced: false,
    binaryMediaTypes: ['*/*'],
    routes,
    throttle: undefined,
    gatewayResponses: new Map(),
    ...api,
  };
}

export function route(method: string, path: string, functionLogicalId = path): RouteDefinition {
  return { method, path, resourceId: 'abc123', functionLogicalId };
}
