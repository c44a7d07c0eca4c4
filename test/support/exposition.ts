type Family = {
  help: string;
  type: string;
  samples: { labels: Record<string, string>; value: number; text: string }[];
};

const help = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/;
const type = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge)$/;
const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?\d+(?:\.\d+)?)$/;
const label = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,(?!$)|$)/;
const unescaped: Readonly<Record<string, string>> = { '\\\\': '\\', '\\"': '"', '\\n': '\n' };

/**
 * Reads the text format of Prometheus, version 0.0.4, taking nothing that its document does not name: each metric with
 * one HELP, then one TYPE, then its samples, all of one name together and no two with the same labels.
 */
export function parseExposition(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line must end with a line feed');
  const families = new Map<string, Family>();
  let current = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const [, helped, about = ''] = help.exec(line) ?? [];
    const [, typed, kind = ''] = type.exec(line) ?? [];
    if (helped !== undefined) {
      if (families.has(helped)) throw new Error(`${helped} has a second HELP`);
      families.set(helped, { help: about, type: '', samples: [] });
      current = helped;
      continue;
    }
    const family = families.get(current);
    if (family === undefined) throw new Error(`a line before any HELP: ${line}`);
    if (typed !== undefined) {
      if (typed !== current || family.type !== '' || family.samples.length > 0) throw new Error(`stray TYPE: ${line}`);
      family.type = kind;
      continue;
    }
    const [, name, pairs = '', value = ''] = sample.exec(line) ?? [];
    if (name !== current || family.type === '') throw new Error(`stray sample: ${line}`);
    const labels = labelsOf(pairs);
    const key = JSON.stringify(Object.entries(labels).sort());
    if (family.samples.some((one) => JSON.stringify(Object.entries(one.labels).sort()) === key)) {
      throw new Error(`a second sample with the same labels: ${line}`);
    }
    family.samples.push({ labels, value: Number(value), text: value });
  }
  return families;
}

function labelsOf(pairs: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (let rest = pairs; rest !== ''; ) {
    const [whole, name = '', value = ''] = label.exec(rest) ?? [];
    if (whole === undefined || name in labels) throw new Error(`not labels: ${rest}`);
    labels[name] = value.replace(/\\[\\"n]/g, (sequence) => unescaped[sequence] ?? '');
    rest = rest.slice(whole.length);
  }
  return labels;
}
