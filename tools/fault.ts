import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../hermetic/process/command.ts';
import { faultNames, kindOf } from './faults/fault-table.ts';
import type { SetFault } from './faults/faults.ts';
import { writeNames } from './faults/store-call.ts';
import { localRequest } from './start/local-request.ts';

const help = `npm run fault -- [list | clear | NAME] [options]: injects faults into the calls of a running npm start.

  list                 pending faults, and how often each has happened (default)
  clear                remove all faults
  NAME                 make the next calls fail: npm run fault -- 'store: throttled' --times 4
  --times N            number of calls (1); each retry of the function's own client counts
  --function NAME      only calls of this function: create-payment
  --operation NAME     only this operation: PutItem; of the processor: open, execute, observe, fence, capture, refund,
                       observeRefund, observeRefunds, listRefunds, observeDisputes, clientSecret, listEvents,
                       readEvent
  --table NAME         only calls to this table: payments
  --write NAME         only this write: ${writeNames.slice(0, 7).join(', ')},
                       ${writeNames.slice(7, 12).join(', ')},
                       ${writeNames.slice(12).join(', ')}
  --ms N               duration, for faults that take time
  --url URL            URL of the environment (http://localhost:8000)
  --json               print the result as one JSON object
  --help               this text

${faultNames.map((name) => `  ${name.padEnd(45)} ${kindOf(name).does}`).join('\n')}

To make a single request fail, send it with the header X-Test-Fault. More: docs/testing.md`;

const text = { type: 'string' } as const;

async function fault(): Promise<void> {
  const { values, positionals } = parsedArguments({
    options: {
      times: text,
      function: text,
      operation: text,
      table: text,
      write: text,
      ms: text,
      url: { type: 'string', default: 'http://localhost:8000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (values.help) return console.log(help);
  const { times, ms, url, json, help: _, ...match } = values;
  const [verb = 'list', ...more] = positionals;
  if (more.length > 0) throw new CommandRefusal(`Put the name in quotes: npm run fault -- '${positionals.join(' ')}'`);
  const wanted = { fault: verb, match, times: numberOf('times', times), ms: numberOf('ms', ms) };
  const answer = await ask(url, verb, wanted);
  if (json) return console.log(JSON.stringify(answer));
  const faults = 'faults' in answer ? answer.faults : [answer];
  for (const one of faults) console.log(lineOf(one));
  if (faults.length === 0) console.log('No faults.');
  if (verb === 'clear' && faults.length > 0) console.log('All faults are removed.');
}

type FaultAnswer = SetFault | Readonly<{ faults: readonly SetFault[] }>;

async function ask(url: string, verb: string, wanted: object): Promise<FaultAnswer> {
  const path = '/_local/faults';
  if (verb === 'list') return (await localRequest(url, 'GET', path)) as FaultAnswer;
  if (verb === 'clear') return (await localRequest(url, 'DELETE', path)) as FaultAnswer;
  return (await localRequest(url, 'POST', path, wanted)) as FaultAnswer;
}

function numberOf(name: string, given: string | undefined): number | undefined {
  if (given === undefined || /^\d+$/.test(given)) return given === undefined ? undefined : Number(given);
  throw new CommandRefusal(`--${name} ${given} is not a number.`);
}

function lineOf({ id, fault, match, times, happened }: SetFault): string {
  const calls = Object.entries(match).map(([name, value]) => `${name} ${value}`);
  return [`${id}. ${fault}`, ...calls, `happened ${happened} of ${times} times`].join(', ');
}

await command(fault);
