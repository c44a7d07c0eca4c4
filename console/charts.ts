/** The script that the page loads when it shows a chart. */
export { default as UPlot } from 'uplot';
