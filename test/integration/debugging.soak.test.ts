import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Debugger, type Line, ScriptMap } from '../support/debugger.ts';
import { eventually } from '../support/eventually.ts';
import { Environment, LaunchedEnvironment, root } from './program.ts';

const work = mkdtempSync(join(tmpdir(), 'debugging-'));
afterAll(() => rmSync(work, { recursive: true }));

const file = join(root, 'functions', 'health', 'get-health.ts');
const lines = readFileSync(file, 'utf8').split('\n');
const breakpoint: Line = { file, line: 1 + lines.findIndex((line) => line.includes("payments.get('health')")) };

type Paused = Readonly<{
  hitBreakpoints?: readonly string[];
  callFrames: readonly { location: { lineNumber: number; columnNumber: number } }[];
}>;

/** Sets the breakpoint in the bundle whose script was parsed. */
async function setBreakpoint(inspector: Debugger, scriptUrl: string): Promise<unknown> {
  const position = new ScriptMap(scriptUrl).positionOf(breakpoint);
  return (await inspector.send('Debugger.setBreakpointByUrl', { url: scriptUrl, ...position })).breakpointId;
}

/** Waits until a function stops at the breakpoint, and says in which line of which source. */
async function stoppedAt(inspector: Debugger, scriptUrl: string, breakpointId: unknown): Promise<Line> {
  const isHit = (params: unknown) => (params as Paused).hitBreakpoints?.[0] === breakpointId;
  const { callFrames } = (await inspector.event('Debugger.paused', isHit)) as unknown as Paused;
  const [frame] = callFrames;
  if (frame === undefined) throw new Error('it stopped nowhere');
  return new ScriptMap(scriptUrl).sourceOf(frame.location);
}

const isBundle = ({ url, sourceMapURL }: Readonly<Record<string, unknown>>) =>
  String(url).endsWith('/index.js') && sourceMapURL === 'index.js.map';

describe('npm start -- --inspect', () => {
  it('tells where a function is debugged, and a breakpoint in its .ts file stops it', async () => {
    const environment = new Environment(['--port', '0', '--no-seed', '--inspect']);
    const { urls } = await environment.event('started');
    // The function's process starts with its first request.
    expect((await fetch(`${urls[0]}/health`)).status).toBe(200);
    const { functionName, url } = await environment.event('debugger');
    expect(functionName).toBe('payment-service-local-get-health');

    using inspector = await Debugger.attach(url);
    await inspector.send('Debugger.enable');
    const { url: script } = await inspector.event('Debugger.scriptParsed', isBundle);
    const id = await setBreakpoint(inspector, String(script));
    const answer = fetch(`${urls[0]}/health`);
    expect(await stoppedAt(inspector, String(script), id)).toEqual(breakpoint);
    await inspector.send('Debugger.resume');
    expect((await answer).status).toBe(200);
    await environment.stop();
  });
});

describe('.vscode/launch.json', () => {
  /** What the editor puts into NODE_OPTIONS: each Node process opens its debugger, says where, and waits for the editor. */
  const bootloader = join(work, 'bootloader.cjs');
  const reports = join(work, 'reports');
  writeFileSync(reports, '');
  writeFileSync(
    bootloader,
    `const inspector = require('node:inspector');
    const name = process.env.AWS_LAMBDA_FUNCTION_NAME;
    if (name?.endsWith('-get-health')) {
      if (inspector.url() === undefined) inspector.open(0);
      require('node:fs').appendFileSync(process.env.VSCODE_INSPECTOR_OPTIONS, inspector.url());
      inspector.waitForDebugger();
    }`,
  );

  it('stops the first request of a function at a breakpoint that was set before the start', async () => {
    const { configurations } = JSON.parse(readFileSync(join(root, '.vscode', 'launch.json'), 'utf8'));
    const [{ runtimeExecutable, runtimeArgs, args }] = configurations;
    const environment = new LaunchedEnvironment(
      [runtimeExecutable, ...runtimeArgs, ...args, '--json', '--port', '0', '--no-seed'],
      // npm's own lines are no JSON.
      { NODE_OPTIONS: `--require ${bootloader}`, VSCODE_INSPECTOR_OPTIONS: reports, npm_config_loglevel: 'silent' },
    );
    const { urls } = await environment.event('started');
    const answer = fetch(`${urls[0]}/health`);
    const url = await eventually(() => {
      const reported = readFileSync(reports, 'utf8');
      expect(reported).toMatch(/^ws:/);
      return reported;
    });

    using inspector = await Debugger.attach(url);
    await inspector.send('Debugger.enable');
    // So that breakpoints can be set in a script that is not there yet.
    const instrumentation = 'beforeScriptWithSourceMapExecution';
    await inspector.send('Debugger.setInstrumentationBreakpoint', { instrumentation });
    await inspector.send('Runtime.runIfWaitingForDebugger');
    const { url: script } = await inspector.event('Debugger.scriptParsed', isBundle);
    await inspector.event('Debugger.paused', ({ reason }) => reason === 'instrumentation');
    const id = await setBreakpoint(inspector, String(script));
    await inspector.send('Debugger.resume');
    expect(await stoppedAt(inspector, String(script), id)).toEqual(breakpoint);
    await inspector.send('Debugger.resume');
    expect((await answer).status).toBe(200);
    await environment.stop();
  });
});
