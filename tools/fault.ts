import { parsedArguments } from '../hermetic/process/arguments.ts';
import { command, Refusal } from '../hermetic/process/command.ts';
import { faultNames, kindOf } from './faults/fault-table.ts';
import type { Fault } from './faults/faults.ts';
import { writeNames } from './faults/store-call.ts';
import { localRequest } from './start/local-request.ts';

const help = `npm run fault -- [list | clear | NAME] [options]: lets calls fail in the running environment of npm start.

  list                 the faults that wait, and how often each happened (default)
  clear                nothing more fails
  NAME                 lets the next calls fail, as in npm run fault -- 'store: throttled' --times 4
  --times N            as many calls (1); a try that the function's own client makes again counts by itself
  --function NAME      only calls of this function: create-payment
  --operation NAME     only these: PutItem; of the processor open, execute, observe, fence, capture, refund,
                       observeRefund
  --table NAME         only calls to this table: payments
  --write NAME         only this write: ${writeNames.slice(0, 7).join(', ')},
                       ${writeNames.slice(7, 12).join(', ')},
                       ${writeNames.slice(12).join(', ')}
  --ms N               how long it takes, of faults that take time
  --url URL            where the environment runs (http://localhost:8000)
  --json               the outcome as one JSON object
  --help               this text

${faultNames.map((name) => `  ${name.padEnd(45)} ${kindOf(name).does}`).join('\n')}

For one request alone: the header X-Test-Fault. More: docs/testing.md`;

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
  if (more.length > 0) throw new Refusal(`Put the name in quotes: npm run fault -- '${positionals.join(' ')}'`);
  const wanted = { fault: verb, match, times: numberOf('times', times), ms: numberOf('ms', ms) };
  const answer = await ask(url, verb, wanted);
  if (json) return console.log(JSON.stringify(answer));
  const faults = 'faults' in answer ? answer.faults : [answer];
  for (const one of faults) console.log(lineOf(one));
  if (faults.length === 0) console.log('Nothing fails.');
  if (verb === 'clear' && faults.length > 0) console.log('Cleared: nothing fails any more.');
}

type Answer = Fault | Readonly<{ faults: readonly Fault[] }>;

async function ask(url: string, verb: string, wanted: object): Promise<Answer> {
  const path = '/_local/faults';
  if (verb === 'list') return (await localRequest(url, 'GET', path)) as Answer;
  if (verb === 'clear') return (await localRequest(url, 'DELETE', path)) as Answer;
  return (await localRequest(url, 'POST', path, wanted)) as Answer;
}

function numberOf(name: string, given: string | undefined): number | undefined {
  if (given === undefined || /^\d+$/.test(given)) return given === undefined ? undefined : Number(given);
  throw new Refusal(`--${name} ${given} is not a number.`);
}

function lineOf({ id, fault, match, times, happened }: Fault): string {
  const calls = Object.entries(match).map(([name, value]) => `${name} ${value}`);
  return [`${id}. ${fault}`, ...calls, `happened ${happened} of ${times} times`].join(', ');
}

await command(fault);
