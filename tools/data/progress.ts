import { stderr } from 'node:process';

/** Shows how far a long work is: a bar that moves on a terminal, else a line for every tenth of it. */
export type Progress = Readonly<{
  /** `done` is a share from 0 to 1, or unknown. */
  show: (done: number | undefined, count: number) => void;
  end: () => void;
}>;

type Screen = Readonly<{ isTTY?: boolean; write: (text: string) => unknown }>;

const width = 30;
const drawEveryMs = 100;
const tellEvery = 10_000;

/** `what` is counted: "payments". Nothing is shown to programs, which read the outcome. */
export function progress(what: string, { quiet = false, screen = stderr as Screen, now = Date.now } = {}): Progress {
  if (quiet) return { show: () => {}, end: () => {} };
  return screen.isTTY ? bar(what, screen, now) : lines(what, screen);
}

function bar(what: string, screen: Screen, now: () => number): Progress {
  const begun = now();
  let drawn = Number.NEGATIVE_INFINITY;
  let last = '';
  const draw = (done: number | undefined, count: number) => {
    const rate = formatCount((1_000 * count) / Math.max(1, now() - begun));
    last = `${done === undefined ? '' : `${barText(done)} `}${formatCount(count)} ${what}, ${rate} a second`;
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

function lines(what: string, screen: Screen): Progress {
  let told = 0;
  return {
    show(done, count) {
      const step = done === undefined ? Math.floor(count / tellEvery) : Math.floor(done * 10);
      if (step <= told) return;
      told = step;
      screen.write(`${done === undefined ? '' : `${percent(done)}  `}${formatCount(count)} ${what}\n`);
    },
    end: () => {},
  };
}

function barText(done: number): string {
  const full = Math.round(done * width);
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}] ${percent(done)}`;
}

const percent = (done: number) => `${String(Math.floor(done * 100)).padStart(3)} %`;

/** A count as people read it: `12,345`. */
export const formatCount = (count: number): string => Math.round(count).toLocaleString('en-US');

/** How fast it went and what it took, for the last line. */
export function pace(count: number, begunMs: number): Readonly<{ seconds: number; perSecond: number; peakMb: number }> {
  const seconds = Math.round(performance.now() - begunMs) / 1_000;
  return {
    seconds,
    perSecond: Math.round(count / Math.max(seconds, 0.001)),
    peakMb: Math.round(process.resourceUsage().maxRSS / 1_024),
  };
}
