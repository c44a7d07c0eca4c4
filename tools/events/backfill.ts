import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parsedArguments } from '../../hermetic/process/arguments.ts';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { fileRefusal } from '../../hermetic/process/file-refusal.ts';
import { atStart, type BackfillPosition, backfillPage } from '../data/backfill-events.ts';
import { formatCount, pace, progress } from '../data/progress.ts';
import { anyStageHelp, inTables, type Target, targetFrom, targetOptions } from '../seed/target.ts';
import { shardsFrom } from './index-shards.ts';

const help = `npm run events -- backfill [options]: creates the events of payments that a stage already holds,
  and the rows by which lists of a customer, order or reference and single refunds find them.

  Run it once, after the first release with the events table is deployed, and not during an import. It counts nothing again.
  Existing events are not changed. Interrupted, it goes on where it stopped. Failed attempts of an order that was tried again
  are not in the payment any more, so they get no events. Afterwards, run npm run ledger -- verify --repair.

  An event of the last 24 hours that the notification service was not told of is delivered; all others are only listed, for good.
  Events that a worker missed are for npm run events -- record.

  --position FILE      where to keep the position (.build/events-backfill.json)
  --index-shards N     the stage's indexShards (1)
${anyStageHelp}
  --json               print the result as one JSON object
  --help               this text`;

/** Creates the events of payments that a stage already holds. */
export async function backfillEvents(): Promise<void> {
  const { values, positionals } = parsedArguments({
    allowPositionals: true,
    options: {
      ...targetOptions,
      position: { type: 'string', default: '.build/events-backfill.json' },
      'index-shards': { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  if (positionals.length !== 1 || positionals[0] !== 'backfill') {
    throw new CommandRefusal('Say what to do: npm run events -- backfill. --help lists all options.');
  }
  const indexShards = shardsFrom(values['index-shards']);
  const target = await targetFrom(values, process.env, { alsoKept: true });
  const begun = performance.now();
  const { counts } = await backfill(target, { file: values.position, indexShards, quiet: values.json });
  const figures = pace(counts.payments, begun);
  if (values.json) return console.log(JSON.stringify({ ...counts, ...figures }));
  console.log(
    `${formatCount(counts.created)} events of ${formatCount(counts.payments)} payments created, ${formatCount(counts.present)} existed already. ${figures.seconds} s.`,
  );
  if (counts.left > 0) {
    console.log(
      `${formatCount(counts.left)} of the last six days are left to project-payments, which records them as they happen.`,
    );
  }
}

/** Saves the position after each page, so that an interrupted backfill repeats one page at most. */
async function backfill(
  target: Target,
  { file, indexShards, quiet }: Readonly<{ file: string; indexShards: number; quiet: boolean }>,
): Promise<BackfillPosition> {
  let position = await savedPosition(file, target);
  if (!quiet)
    console.log(`${position === undefined ? 'Creating' : 'Going on to create'} the events of ${target.name}…`);
  const shown = progress('payments', { quiet });
  return inTables(target, async ({ client, tables, now }) => {
    do {
      const stage = { client, tables, indexShards, now: now() };
      position = await backfillPage(position ?? { next: undefined, counts: atStart }, stage);
      shown.show(undefined, position.counts.payments);
      if (position.next !== undefined) await save(file, { target: target.name, ...position });
    } while (position.next !== undefined);
    await rm(file, { force: true });
    return position;
  }).finally(shown.end);
}

async function savedPosition(file: string, { name }: Target): Promise<BackfillPosition | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw fileRefusal(error, file, 'read');
  });
  if (text === undefined) return undefined;
  const saved = parsed(text);
  if (saved === undefined)
    throw new CommandRefusal(`${file} is not a position of a backfill: delete it to begin anew.`);
  if (saved.target === name) return saved;
  throw new CommandRefusal(`${file} belongs to a backfill of ${saved.target}: delete it, or pass another --position.`);
}

function parsed(text: string): (BackfillPosition & Readonly<{ target: string }>) | undefined {
  try {
    const saved = JSON.parse(text);
    return typeof saved?.target === 'string' && typeof saved?.counts?.payments === 'number' ? saved : undefined;
  } catch {
    return undefined;
  }
}

/** Written beside and renamed: an interruption must not leave half of a position. */
async function save(file: string, position: BackfillPosition & Readonly<{ target: string }>): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.new`, JSON.stringify(position));
    await rename(`${file}.new`, file);
  } catch (error) {
    throw fileRefusal(error, file, 'write');
  }
}
