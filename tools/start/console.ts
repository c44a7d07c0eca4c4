import { bannerText } from './banner.ts';
import type { EmitEvent, EnvironmentEvent, StartStage } from './events.ts';
import { paint, timeOfDay } from './paint.ts';
import { backgroundText, requestText, shortName } from './request-text.ts';

/** How the console shows events. `verbose` may change while it runs. */
export type ConsoleView = Readonly<{
  verbose: boolean;
  /** Shows the stages of a start and builds, for a person who is waiting. */
  isTerminal: boolean;
  hasKeys: boolean;
  now: () => Date;
}>;

/**
 * Writes one JSON object per line, for programs. Requests and logs of one turn of the event loop are written together,
 * because under load a write costs more than the rest of an event. Everything is written before the process exits.
 */
export function jsonEvents(write: (text: string) => void = (text) => process.stdout.write(text)): EmitEvent {
  let lines = '';
  const flush = () => {
    if (lines !== '') write(lines);
    lines = '';
  };
  process.on('exit', flush);
  return (event) => {
    if (lines === '') setImmediate(flush);
    lines += `${JSON.stringify(event)}\n`;
    if (event.event !== 'request' && event.event !== 'log') flush();
  };
}

/** Writes lines for a person. On a terminal, the stages of the start appear one by one on one line. */
export function consoleEvents(
  view: ConsoleView,
  write: (text: string) => void = (text) => process.stdout.write(text),
): EmitEvent {
  let isLineOpen = false;
  return (event) => {
    const stage = view.isTerminal ? stageText(event) : undefined;
    const text = textFor(event, view);
    if (stage !== undefined) {
      write(paint('dim', `${isLineOpen ? ' · ' : ''}${stage}`));
      isLineOpen = true;
    } else if (isLineOpen && (text !== undefined || event.event === 'failed')) {
      write('\n');
      isLineOpen = false;
    }
    if (text !== undefined) write(`${text}\n`);
  };
}

function stageText(event: EnvironmentEvent): string | undefined {
  if (event.event === 'stage') return `${stages[event.stage]} ${event.ms} ms`;
  return event.event === 'synthesising' ? 'synthesising…' : undefined;
}

const stages: Readonly<Record<StartStage, string>> = {
  ports: 'ports',
  engine: 'engine',
  templates: 'stacks',
  data: 'data',
};

/** Text of an event for a person; undefined if it is not shown. */
export function textFor(event: EnvironmentEvent, view: ConsoleView): string | undefined {
  const { verbose, isTerminal } = view;
  switch (event.event) {
    case 'stage':
    case 'synthesising':
      return undefined;
    case 'bundled':
      return isTerminal ? paint('dim', `${clock(view)} bundled ${listOf(event.functions)}, ${event.ms} ms`) : undefined;
    case 'failed':
      // The command reports it on stderr.
      return undefined;
    case 'started':
      return bannerText(event, view.hasKeys);
    case 'request':
      return requestText(event, view.now(), verbose);
    case 'background-calls':
      return backgroundText(event.functionName, event.calls, view.now());
    case 'log':
      return verbose ? paint('dim', `  ${event.functionName}: ${event.text.trimEnd()}`) : undefined;
    case 'debugger':
      return `${clock(view)} ${shortName(event.functionName)} can be debugged at ${event.url}`;
    case 'build-failed':
      return `${event.message}\n${paint('red', `${shortName(event.functionName)} cannot be called until it builds.`)}`;
    case 'dead-letter':
      return paint('red', deadLetterLine(event));
    case 'lost-spans':
      return paint('red', event.message);
    case 'change':
      return `${clock(view)} ${event.file} changed: reloading…`;
    case 'reloaded':
      return `${clock(view)} Reloaded in ${Math.round(event.ms)} ms.`;
    case 'reload-failed':
      return `${event.message}\n${paint('red', 'Not reloaded: the previous code keeps running.')}`;
    case 'stopping':
      return `${event.reason}: finishing requests in flight…`;
    case 'stopped':
      return 'Stopped.';
  }
}

const clock = ({ now }: ConsoleView) => timeOfDay(now());

const listOf = (functions: readonly string[]) =>
  functions.length > 3 ? `${functions.length} functions` : functions.join(', ');

function deadLetterLine({ requestContext, DDBStreamBatchInfo }: Extract<EnvironmentEvent, { event: 'dead-letter' }>) {
  const { functionArn, condition, approximateInvokeCount } = requestContext;
  const { batchSize, startSequenceNumber } = DDBStreamBatchInfo;
  const name = functionArn.split(':').at(-1);
  return `Dead letter: ${name} failed for ${batchSize} record(s) from ${startSequenceNumber}: ${condition} after ${approximateInvokeCount} attempts.`;
}
