import { stderr } from 'node:process';

/** Progress of a long operation: a moving bar on a terminal, otherwise a line for every tenth. */
export type Progress = Readonly<{
  /** `done` is a fraction from 0 to 1, if it is known. */
  show: (done: number | undefined, count: number) => void;
  end: () => void;
}>;

type Screen = Readonly<{ isTTY?: boolean; write: (text: string) => unknown }>;

const width = 30;
const drawEveryMs = 100;
const reportEvery = 10_000;

/** Shows progress on `screen`, or nothing if `quiet`. `unit` is what is counted: "payments". */
export function progress(unit: string, { quiet = false, screen = stderr as Screen, now = Date.now } = {}): Progress {
  if (quiet) return { show: () => {}, end: () => {} };
  return screen.isTTY ? bar(unit, screen, now) : lines(unit, screen);
}

function bar(unit: string, screen: Screen, now: () => number): Progress {
  const begun = now();
  let drawn = Number.NEGATIVE_INFINITY;
  let last = '';
  const draw = (done: number | undefined, count: number) => {
    const rate = formatCount((1_000 * count) / Math.max(1, now() - begun));
    last = `${done === undefined ? '' : `${barText(done)} `}${formatCount(count)} ${unit}, ${rate} a second`;
    screen.write(`\r${last}\x1b[K`);
  };
  return {
    show(done, count) {
      if (now() - drawn < drawEveryMs && done !== 1) return;
      drawn = now();
      draw(done, count);
    },
    end: () => screen.write(last === '' ? '' : '\n'),
  };
}

function lines(unit: string, screen: Screen): Progress {
  let lastStep = 0;
  return {
    show(done, count) {
      const step = done === undefined ? Math.floor(count / reportEvery) : Math.floor(done * 10);
      if (step <= lastStep) return;
      lastStep = step;
      screen.write(`${done === undefined ? '' : `${percent(done)}  `}${formatCount(count)} ${unit}\n`);
    },
    end: () => {},
  };
}

function barText(done: number): string {
  const full = Math.round(done * width);
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}] ${percent(done)}`;
}

const percent = (done: number) => `${String(Math.floor(done * 100)).padStart(3)} %`;

/** `12,345` */
export const formatCount = (count: number): string => Math.round(count).toLocaleString('en-US');

/** Figures for the last line: duration, throughput, peak memory. */
export function pace(count: number, begunMs: number): Readonly<{ seconds: number; perSecond: number; peakMb: number }> {
  const seconds = Math.round(performance.now() - begunMs) / 1_000;
  return {
    seconds,
    perSecond: Math.round(count / Math.max(seconds, 0.001)),
    peakMb: Math.round(process.resourceUsage().maxRSS / 1_024),
  };
}
