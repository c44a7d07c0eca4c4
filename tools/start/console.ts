import { bannerText } from './banner.ts';
import type { EnvironmentEvent, StartStage, Tell } from './events.ts';
import { paint, timeOfDay } from './paint.ts';
import { backgroundText, requestText, shortName } from './request-text.ts';

/** The person's terminal; `verbose` may change while it runs. */
export type View = Readonly<{
  verbose: boolean;
  /** The stages of the start are for somebody who waits. */
  isTerminal: boolean;
  hasKeys: boolean;
  now: () => Date;
}>;

/**
 * One JSON object per line, for programs. Under load, all that happens in one turn of the event loop is written at once:
 * a write costs more than the rest of an event. What ends the process is written before it does.
 */
export function tellPrograms(write: (text: string) => void = (text) => process.stdout.write(text)): Tell {
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

/** Lines for a person; on a terminal, the stages of the start come one by one on the first of them. */
export function tellPeople(view: View, write: (text: string) => void = (text) => process.stdout.write(text)): Tell {
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

/** What a person reads of an event; nothing of some. */
export function textFor(event: EnvironmentEvent, view: View): string | undefined {
  const { verbose, isTerminal } = view;
  switch (event.event) {
    case 'stage':
    case 'synthesising':
      return undefined;
    case 'bundled':
      return isTerminal ? paint('dim', `${clock(view)} bundled ${listOf(event.functions)}, ${event.ms} ms`) : undefined;
    case 'failed':
      // The command says it on stderr.
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
    case 'change':
      return `${clock(view)} ${event.file} changed: reloading…`;
    case 'reloaded':
      return `${clock(view)} Reloaded in ${Math.round(event.ms)} ms.`;
    case 'reload-failed':
      return `${event.message}\n${paint('red', 'Not reloaded: the code from before goes on serving.')}`;
    case 'stopping':
      return `${event.reason}: finishing the requests in flight…`;
    case 'stopped':
      return 'Stopped.';
  }
}

const clock = ({ now }: View) => timeOfDay(now());

const listOf = (functions: readonly string[]) =>
  functions.length > 3 ? `${functions.length} functions` : functions.join(', ');

function deadLetterLine({ requestContext, DDBStreamBatchInfo }: Extract<EnvironmentEvent, { event: 'dead-letter' }>) {
  const { functionArn, condition, approximateInvokeCount } = requestContext;
  const { batchSize, startSequenceNumber } = DDBStreamBatchInfo;
  const name = functionArn.split(':').at(-1);
  return `Dead letter: ${name} was given up on ${batchSize} record(s) from ${startSequenceNumber}: ${condition} after ${approximateInvokeCount} tries.`;
}
