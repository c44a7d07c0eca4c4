import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../hermetic/process/command.ts';
import { backfillEvents } from './events/backfill.ts';
import { listen } from './events/listen.ts';
import { recordMissedEvents } from './events/record.ts';
import { redrive } from './events/redrive.ts';
import { trigger } from './events/trigger.ts';

const help = `npm run events -- COMMAND [options]: webhooks of a running npm start, and the events of a stage.

  listen --forward-to URL   deliver events to an address on this machine, until Ctrl+C
  trigger TYPE              make an event happen: payment.completed, refund.failed …
  redrive                   try dead deliveries again
  backfill                  create the events of payments that a stage already holds: backfill --help lists
                            --target, --stage, --position and --index-shards
  record                    record and send events that a worker missed: record --help lists --payment, --since and more

  --types LIST     listen: only these types of events, separated by commas
  --since TIME     redrive: only events since then: 2026-11-28T10:00:00Z
  --endpoint ID    redrive: only this endpoint
  --url URL        URL of the environment (http://localhost:8000)
  --json           print one JSON object per line
  --help           this text

More: docs/webhooks.md`;

async function events(): Promise<void> {
  if (process.argv[2] === 'backfill') return backfillEvents();
  if (process.argv[2] === 'record') return recordMissedEvents();
  const { values, positionals } = parsedArguments({
    options: {
      'forward-to': { type: 'string' },
      types: { type: 'string' },
      since: { type: 'string' },
      endpoint: { type: 'string' },
      url: { type: 'string', default: 'http://localhost:8000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (values.help) return console.log(help);
  const { 'forward-to': forwardTo, types, since, endpoint, url, json } = values;
  const [verb, type] = positionals;
  if (verb === 'listen' && forwardTo !== undefined) return listen({ url, forwardTo, types: types?.split(','), json });
  if (verb === 'listen')
    throw new CommandRefusal('Say where to: npm run events -- listen --forward-to http://localhost:9000.');
  if (verb === 'trigger') return trigger(url, type, json);
  if (verb === 'redrive') return redrive({ url, since, endpoint, json });
  throw new CommandRefusal('Use listen, trigger, redrive, backfill or record: npm run events -- --help says how.');
}

await command(events);
