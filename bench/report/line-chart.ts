type Line = Readonly<{ name: string; colour: string; points: readonly (readonly [x: number, y: number])[] }>;

export type LineChart = Readonly<{
  title: string;
  /** Names of the axes, with their units. */
  x: string;
  y: string;
  lines: readonly Line[];
  /** Where the x axis ends. */
  right: number;
}>;

const [width, height] = [720, 320];
const area = { left: 70, right: 16, top: 68, bottom: 44 } as const;
/** Readable on white and on black. */
const ink = '#7a7f87';

/** Draws lines as an SVG picture, whose text stays text. The same input gives the same bytes. */
export function lineChart({ title, x, y, lines, right }: LineChart): string {
  const all = lines.flatMap(({ points }) => points);
  const highest = niceAbove(Math.max(...all.map(([, value]) => value)));
  const atX = (value: number) => area.left + (value / right) * (width - area.left - area.right);
  const atY = (value: number) => height - area.bottom - (value / highest) * (height - area.top - area.bottom);
  const ticksY = [0, 0.25, 0.5, 0.75, 1].map((part) => part * highest);
  const ticksX = [0, 0.25, 0.5, 0.75, 1].map((part) => part * right);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="${ink}">`,
    `<title>${escaped(title)}</title>`,
    text(area.left, 18, title, 'font-weight="600" font-size="14"'),
    ...lines.flatMap(({ name, colour }, index) => legend(area.left + index * 165, name, colour)),
    ...ticksY.flatMap((value) => [
      `<path d="M${area.left} ${round(atY(value))}H${width - area.right}" stroke="${ink}" stroke-opacity="0.25"/>`,
      text(area.left - 8, atY(value) + 4, grouped(value), 'text-anchor="end"'),
    ]),
    ...ticksX.map((value) => text(atX(value), height - area.bottom + 18, grouped(value), 'text-anchor="middle"')),
    text(width - area.right, height - 6, x, 'text-anchor="end"'),
    text(area.left - 60, area.top - 10, y, ''),
    ...lines.map(({ colour, points }) => path(colour, points, atX, atY)),
    '</svg>\n',
  ].join('\n');
}

const path = (
  colour: string,
  points: Line['points'],
  atX: (value: number) => number,
  atY: (value: number) => number,
): string => {
  const steps = points.map(([at, value], index) => `${index === 0 ? 'M' : 'L'}${round(atX(at))} ${round(atY(value))}`);
  return `<path d="${steps.join('')}" fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round"/>`;
};

const legend = (at: number, name: string, colour: string): readonly string[] => [
  `<path d="M${at} 34h16" stroke="${colour}" stroke-width="3"/>`,
  text(at + 22, 38, name, ''),
];

const text = (x: number, y: number, content: string, attributes: string): string =>
  `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escaped(content)}</text>`;

const round = (value: number): number => Math.round(value * 10) / 10;
const grouped = (value: number): string => round(value).toLocaleString('en-US');
const escaped = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The next of 1, 2, 4, 5 or 8 times a power of ten. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return ([1, 2, 4, 5, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}
