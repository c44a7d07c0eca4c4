import { command } from '../hermetic/process/command.ts';
import { help, optionsFrom } from './options.ts';
import { partsToMeasure } from './parts/parts.ts';
import { rewriteDocuments } from './report/documents.ts';
import { machineText, thisMachine } from './report/machine.ts';
import type { Bench, PartResult } from './report/part.ts';
import { type AllSaved, figuresFile, type SavedPart, savedFigures, saveFigures } from './report/saved.ts';
import { tableText } from './report/table.ts';
import { type DeployedStage, synthesisedProduction } from './subjects/deployed.ts';

async function bench(): Promise<void> {
  const options = optionsFrom(process.argv.slice(2));
  if (options.help) return console.log(help);
  if (options.docs) return console.log(rewriteDocuments(savedFigures(), options.parts));
  const machine = thisMachine();
  const measured: Record<string, SavedPart> = {};
  let deployed: Promise<DeployedStage> | undefined;
  const context: Bench = {
    ...options,
    deployed: () => {
      deployed ??= synthesisedProduction();
      return deployed;
    },
    progress: (text) => console.error(`bench: ${text}`),
    figuresOf: <Figures>(part: string) => (measured[part] ?? savedFigures()[part])?.figures as Figures | undefined,
  };
  const saved = savedFigures();
  for (const { name, measure } of partsToMeasure(options.parts, (part) => saved[part] !== undefined)) {
    measured[name] = { measuredAt: new Date().toISOString(), machine, ...(await measure(context)) };
    // Saved after each part, because a later one may fail or be interrupted.
    saveFigures(measured);
    if (!options.json) show(measured[name]);
  }
  if (options.json) return console.log(JSON.stringify(figuresOf(measured)));
  console.log(`${machineText(machine)}\nFigures saved in ${figuresFile}`);
}

const show = ({ tables }: PartResult): void => {
  for (const table of tables) console.log(tableText(table));
};

/** The figures without the tables, which are for people. */
const figuresOf = (all: AllSaved) =>
  Object.fromEntries(Object.entries(all).map(([name, { tables: _, ...saved }]) => [name, saved]));

await command(bench);
