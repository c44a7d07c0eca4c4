import type { Readable } from 'node:stream';

/**
 * Gives each line of a stream of text without its line end, and the last one also without any. By hand, because
 * node:readline takes several times as long for a line, and every invocation logs one.
 */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
