/** The script that the page loads when it shows a chart: the library, and the figures that charts show. */
export { default as UPlot } from 'uplot';
export {
  amountsOverTime,
  countsOverTime,
  declineRates,
  openByAge,
  rangeBack,
  settleTimes,
  webhookLag,
} from './chart-series.ts';
export { latencyByMinute, replaysByMinute } from './minute-series.ts';
