import { command } from '../hermetic/process/command.ts';
import { help, optionsFrom } from './options.ts';
import { parts } from './parts/parts.ts';
import { rewriteDocuments } from './report/documents.ts';
import { machineText, thisMachine } from './report/machine.ts';
import type { Bench, Measured } from './report/part.ts';
import { type AllSaved, figuresFile, type Saved, savedFigures, saveFigures } from './report/saved.ts';
import { tableText } from './report/table.ts';
import { type Deployed, synthesisedProduction } from './subjects/deployed.ts';

async function bench(): Promise<void> {
  const options = optionsFrom(process.argv.slice(2));
  if (options.help) return console.log(help);
  if (options.docs) return console.log(rewriteDocuments(savedFigures()));
  const machine = thisMachine();
  const measured: Record<string, Saved> = {};
  let deployed: Promise<Deployed> | undefined;
  const context: Bench = {
    ...options,
    deployed: () => {
      deployed ??= synthesisedProduction();
      return deployed;
    },
    tell: (text) => console.error(`bench: ${text}`),
    found: <Figures>(part: string) => (measured[part] ?? savedFigures()[part])?.figures as Figures | undefined,
  };
  for (const { name, measure } of parts) {
    if (!options.parts.includes(name)) continue;
    measured[name] = { measuredAt: new Date().toISOString(), machine, ...(await measure(context)) };
    // Kept at once: what comes later may fail, or be broken off.
    saveFigures(measured);
    if (!options.json) show(measured[name]);
  }
  if (options.json) return console.log(JSON.stringify(figuresOf(measured)));
  console.log(`${machineText(machine)}\nKept in ${figuresFile}`);
}

const show = ({ tables }: Measured): void => {
  for (const table of tables) console.log(tableText(table));
};

/** What programs read: tables are for people. */
const figuresOf = (all: AllSaved) =>
  Object.fromEntries(Object.entries(all).map(([name, { tables: _, ...saved }]) => [name, saved]));

await command(bench);
