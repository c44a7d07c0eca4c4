export type ChartLibrary = typeof import('./charts.ts');

let library: Promise<ChartLibrary> | undefined;

/** Loaded when the first chart is shown: with uPlot, it is as large as half of the page. */
export const loadCharts = (): Promise<ChartLibrary> => {
  library ??= import(`${location.pathname}?asset=charts`);
  return library;
};
