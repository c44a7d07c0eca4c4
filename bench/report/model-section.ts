import { ladderTable, type ModelParts, machineTable, type Series } from '../parts/model.ts';
import { type LineChart, lineChart } from './line-chart.ts';
import { figuresOf } from './performance-section.ts';
import type { AllSaved } from './saved.ts';
import { tableMarkdown } from './table.ts';

const blue = '#3b82f6';
const orange = '#f59e0b';
const red = '#ef4444';

type Plot = Readonly<{ file: string; alt: string; chart: (figures: ModelParts) => LineChart }>;

/** Pictures beside docs/scale.md. */
const plots: readonly Plot[] = [
  {
    file: 'load-defaults.svg',
    alt: 'With all defaults, clients send ever more requests and few payments are paid',
    chart: ({ series }) => chargesChart('All defaults: what is sent, and what is paid', series.defaults),
  },
  {
    file: 'load-last-refusal.svg',
    alt: 'With one refusing limit left, many times what it takes is sent',
    chart: ({ series }) =>
      chargesChart('The last refusing limit is left: what is sent, and what is paid', series.lastRefusal),
  },
  {
    file: 'load-raised.svg',
    alt: 'With all limits raised, every payment is paid at the first request',
    chart: ({ series }) => chargesChart('All limits raised', series.raised),
  },
  {
    file: 'load-lag.svg',
    alt: 'Events and deliveries fall behind for as long as the load lasts',
    chart: ({ series }) =>
      lagChart('The last refusing limit is left: how far the workers are behind', series.lastRefusal),
  },
  { file: 'load-machine.svg', alt: 'Measured and modelled charges a second on one machine', chart: machineChart },
];

const every = (values: readonly number[]) => values.map((value, index) => [index / 6, value] as const);

const hourChart = (title: string, y: string, lines: LineChart['lines']): LineChart => ({
  title,
  x: 'minutes',
  right: 60,
  y,
  lines,
});

const chargesChart = (title: string, { sent, paid }: Series): LineChart =>
  hourChart(title, 'a second', [
    { name: 'requests sent', colour: orange, points: every(sent) },
    { name: 'payments paid', colour: blue, points: every(paid) },
  ]);

const lagChart = (title: string, { projectLag, deliverLag }: Series): LineChart =>
  hourChart(title, 'seconds behind', [
    { name: 'events', colour: orange, points: every(projectLag) },
    { name: 'deliveries', colour: red, points: every(deliverLag) },
  ]);

function machineChart({ machine }: ModelParts): LineChart {
  const points = (of: 'measured' | 'modelled') => machine.map((line) => [line.connections, line[of]] as const);
  return {
    title: 'One machine: charges a second',
    x: 'connections',
    right: 64,
    y: 'a second',
    lines: [
      { name: 'measured', colour: blue, points: points('measured') },
      { name: 'modelled', colour: orange, points: points('modelled') },
    ],
  };
}

/** The figures of the load model in docs/scale.md. */
export function modelSection(saved: AllSaved): string {
  const figures = figuresOf<ModelParts>(saved, 'model');
  const tables = [ladderTable(figures), machineTable(figures)].map(
    (table) => `**${table.title}**\n\n${tableMarkdown(table)}${(table.notes ?? []).map((note) => `\n\n${note}`)}`,
  );
  const pictures = plots.map(({ file, alt }) => `![${alt}](scale/${file})`);
  return [...tables, ...pictures].join('\n\n');
}

/** The pictures, by their file in docs/scale. */
export function modelPictures(saved: AllSaved): Readonly<Record<string, string>> {
  const figures = figuresOf<ModelParts>(saved, 'model');
  return Object.fromEntries(plots.map(({ file, chart }) => [file, lineChart(chart(figures))]));
}
