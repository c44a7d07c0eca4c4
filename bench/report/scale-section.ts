import type { ScaleParts } from '../parts/scale.ts';
import { shardTables } from '../parts/shard-tables.ts';
import type { ShardsParts } from '../parts/shards.ts';
import { figuresOf, measuredText } from './performance-section.ts';
import type { AllSaved } from './saved.ts';
import { tableMarkdown } from './table.ts';

/** The figures of docs/scale.md. */
export function scaleSection(saved: AllSaved): string {
  const { sizes } = figuresOf<ScaleParts>(saved, 'scale');
  const stored = Object.keys(sizes);
  const operations = Object.keys(Object.values(sizes)[0] ?? {});
  const rows = operations.map((what) => [
    what,
    String(sizes[stored[0] ?? '']?.[what]?.calls),
    stored.map((size) => sizes[size]?.[what]?.units).join(', '),
    ...stored.map((size) => `${sizes[size]?.[what]?.ms} ms, CPU ${sizes[size]?.[what]?.cpuMs}`),
  ]);
  const columns = ['payments stored', 'calls', 'units', ...stored.map((size) => Number(size).toLocaleString('en-US'))];
  const tables = shardTables(figuresOf<ShardsParts>(saved, 'shards')).map(
    (table) =>
      `**${table.title}**\n\n${tableMarkdown(table)}${(table.notes ?? []).map((note) => `\n\n${note}`).join('')}`,
  );
  const scale = `**While payments are stored**\n\n${tableMarkdown({ columns, rows })}`;
  return [...tables, measuredText(saved, 'shards'), scale, measuredText(saved, 'scale')].join('\n\n');
}
