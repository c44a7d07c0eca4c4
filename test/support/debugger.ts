import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

type Values = Readonly<Record<string, unknown>>;
type Message = Readonly<{ id?: number; method?: string; params?: Values; result?: Values; error?: Values }>;

/** A line of a source file, counted from 1. */
export type Line = Readonly<{ file: string; line: number }>;
type Position = Readonly<{ lineNumber: number; columnNumber: number }>;

/** A client of the inspector protocol, as editors are: https://chromedevtools.github.io/devtools-protocol/v8/Debugger */
export class Debugger implements Disposable {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, PromiseWithResolvers<Values>>();
  readonly #events: Message[] = [];
  #wake = Promise.withResolvers<void>();
  #count = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data)) as Message));
  }

  static async attach(url: string): Promise<Debugger> {
    const socket = new WebSocket(url);
    const opened = Promise.withResolvers<void>();
    socket.addEventListener('open', () => opened.resolve());
    socket.addEventListener('error', () => opened.reject(new Error(`no debugger listens at ${url}`)));
    await opened.promise;
    return new Debugger(socket);
  }

  async send(method: string, params: Values = {}): Promise<Values> {
    const id = ++this.#count;
    const answer = Promise.withResolvers<Values>();
    this.#answers.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return answer.promise;
  }

  /** The next event of that name that fits, and none before it again. */
  async event(method: string, fits: (params: Values) => boolean = () => true): Promise<Values> {
    for (;;) {
      const index = this.#events.findIndex((event) => event.method === method && fits(event.params ?? {}));
      const [event] = index === -1 ? [] : this.#events.splice(0, index + 1).slice(-1);
      if (event !== undefined) return event.params ?? {};
      await this.#wake.promise;
    }
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  #receive({ id, method, params = {}, result = {}, error }: Message): void {
    if (method !== undefined) this.#events.push({ method, params });
    const answer = this.#answers.get(id ?? 0);
    if (error !== undefined) answer?.reject(new Error(JSON.stringify(error)));
    else answer?.resolve(result);
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}

/** The source map beside a script. */
export class ScriptMap {
  readonly #map: SourceMap;
  readonly #lines: readonly string[];

  constructor(scriptUrl: string) {
    const script = fileURLToPath(scriptUrl);
    this.#map = new SourceMap(JSON.parse(readFileSync(`${script}.map`, 'utf8')));
    this.#lines = readFileSync(script, 'utf8').split('\n');
  }

  sourceOf({ lineNumber, columnNumber }: Position): Line {
    const entry = this.#map.findEntry(lineNumber, columnNumber);
    if (!('originalSource' in entry)) throw new Error(`nothing is at ${lineNumber}:${columnNumber}`);
    return { file: fileURLToPath(entry.originalSource), line: entry.originalLine + 1 };
  }

  /** Where in the script a line of a source begins. */
  positionOf({ file, line }: Line): Position {
    for (const [lineNumber, text] of this.#lines.entries()) {
      const columnNumber = text.search(/\S/);
      if (columnNumber === -1) continue;
      const entry = this.#map.findEntry(lineNumber, columnNumber);
      if (!('originalSource' in entry) || entry.originalLine !== line - 1) continue;
      if (entry.originalSource === pathToFileURL(file).href) return { lineNumber, columnNumber };
    }
    throw new Error(`the script has nothing of ${file}:${line}`);
  }
}
