import { text } from 'node:stream/consumers';
import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../hermetic/process/command.ts';
import { nearest } from '../hermetic/process/nearest.ts';
import { functionSources } from './app/function-sources.ts';
import { locateFrames } from './app/locate-frames.ts';

const help = `npm run locate -- --function NAME [options] [TEXT]: names the source lines of a stack trace in a function's log.

Reads TEXT, or standard input: a line of the log, as JSON or text. Each place in the deployed code, such as
/var/task/index.js:1:23456, becomes a file and a line of this checkout, which must be the commit that was deployed.

  --function NAME    such as create-payment: the log group is /aws/lambda/payment-service-STAGE-NAME
  --processor LIST   the processors in the stage's functions, with commas: stripe and mollie if it has their secrets, and simulated
                     if it is no kept stage or allows it (default: simulated)
  --event-bus        the stage has -c eventBus
  --help             this text`;

async function locate(): Promise<void> {
  const { values, positionals } = parsedArguments({
    options: {
      function: { type: 'string' },
      processor: { type: 'string', default: 'simulated' },
      'event-bus': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (values.help) return console.log(help);
  const source = sourceOf(values.function);
  const providers = source.putsEvents ? (values['event-bus'] ? ['eventbridge'] : []) : values.processor.split(',');
  const log = positionals.length > 0 ? positionals.join(' ') : await text(process.stdin);
  const { located, found } = await locateFrames(log, { ...source, providers });
  if (found === 0) throw new CommandRefusal('The text has no place such as /var/task/index.js:1:23456.', 1);
  console.log(located.trimEnd());
}

function sourceOf(name: string | undefined) {
  if (name === undefined)
    throw new CommandRefusal('Which function? Its log group ends with the name: --function NAME.');
  const found = functionSources.find((source) => source.name === name);
  if (found !== undefined) return found;
  const meant = nearest(
    name,
    functionSources.map((source) => source.name),
  );
  throw new CommandRefusal(`There is no function ${name}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`);
}

await command(locate);
