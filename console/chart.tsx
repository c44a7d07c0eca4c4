import { useEffect, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import { type ChartLibrary, loadCharts } from './chart-library.ts';
import type { ChartData } from './chart-series.ts';

const colours = ['--line-1', '--line-2', '--line-3', '--line-4', '--line-5', '--line-6'] as const;
const height = 190;

type ChartProps = Readonly<{ title: string; data: ChartData; unit?: string; bars?: boolean }>;

/** A chart with its legend, and the same figures as a table for who cannot see it. */
export function Chart({ title, data, unit = '' }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const [hasFailed, setHasFailed] = useState(false);
  useEffect(() => {
    let chart: uPlot | undefined;
    let isOver = false;
    const draw = ({ UPlot }: ChartLibrary) => {
      if (isOver || place.current === null || data.series.length === 0) return;
      chart?.destroy();
      const values = data.series.map((line) => [...line.values]);
      chart = new UPlot(optionsFor(place.current, data, unit), [[...data.times], ...values], place.current);
    };
    const redraw = () => void loadCharts().then(draw, () => setHasFailed(true));
    redraw();
    const observer = new ResizeObserver(() => chart?.setSize({ width: place.current?.clientWidth ?? 300, height }));
    if (place.current) observer.observe(place.current);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', redraw);
    return () => {
      isOver = true;
      observer.disconnect();
      scheme.removeEventListener('change', redraw);
      chart?.destroy();
    };
  }, [data, unit]);
  return (
    <section class="chart" aria-label={title}>
      <h2>{title}</h2>
      {data.series.length === 0 ? (
        <p class="soft">Nothing in this time.</p>
      ) : (
        <>
          <p class="legend">
            {data.series.map(({ name }, index) => (
              <span key={name} class={`line-${(index % colours.length) + 1}`}>
                {name}
              </span>
            ))}
          </p>
          {hasFailed && <p role="alert">The chart could not be loaded.</p>}
          <div ref={place} aria-hidden="true" />
          <details>
            <summary>Figures</summary>
            <Figures data={data} title={title} />
          </details>
        </>
      )}
    </section>
  );
}

const Figures = ({ data, title }: { data: ChartData; title: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
  <section class="table" aria-label={`Table: ${title}`} tabIndex={0}>
    <table>
      <thead>
        <tr>
          <th scope="col">From (UTC)</th>
          {data.series.map(({ name }) => (
            <th scope="col" class="number" key={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {data.times.map((time, at) => (
          <tr key={time}>
            <th scope="row">{new Date(time * 1_000).toISOString().slice(0, 16).replace('T', ' ')}</th>
            {data.series.map(({ name, values }) => (
              <td class="number" key={name}>
                {values[at]?.toLocaleString('en', { maximumFractionDigits: 2 }) ?? ''}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

function optionsFor(place: HTMLElement, data: ChartData, unit: string): uPlot.Options {
  const style = getComputedStyle(place);
  const colour = (name: string) => resolved(style.getPropertyValue(name));
  const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
  return {
    width: place.clientWidth,
    height,
    legend: { show: false },
    // Times of the service are UTC, and so are those of its charts.
    tzDate: (seconds) => new Date(seconds * 1_000 + new Date(seconds * 1_000).getTimezoneOffset() * 60_000),
    axes: [
      { ...axis, values: (_, splits) => splits.map(stepText) },
      { ...axis, size: 62, values: (_, splits) => splits.map((value) => `${value.toLocaleString('en')}${unit}`) },
    ],
    scales: { y: { range: (_, _min, max) => [0, Math.max(max * 1.1, 1)] } },
    series: [
      {},
      ...data.series.map((_, index) => ({
        stroke: colour(colours[index % colours.length] ?? '--accent'),
        width: 2,
        points: { size: 5 },
      })),
    ],
  };
}

/** `11-28`, or `14:00` within a day. */
const stepText = (seconds: number) => {
  const text = new Date(seconds * 1_000).toISOString();
  return text.slice(11, 16) === '00:00' ? text.slice(5, 10) : text.slice(11, 16);
};

/** The colour that `light-dark()` stands for: a canvas does not know that function. */
function resolved(value: string): string {
  const probe = document.createElement('i');
  probe.style.color = value;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
