import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { command, Refusal } from '../../hermetic/process/command.ts';
import { copyOfProject } from '../support/project-copy.ts';

/*
 * Records what people see on a terminal of 80 columns and 24 lines into docs/terminal: npx node test/terminal/record.ts
 * Needs tmux. Fails if a session would have to be scrolled.
 */

const folder = join(import.meta.dirname, '..', '..', 'docs', 'terminal');
const server = `record-${process.pid}`;
const port = process.env.PORT_BASE ?? '8000';
const start = port === '8000' ? 'npm start' : `npm start -- --port ${port}`;
const [columns, rows] = [80, 24];
const longestMs = 90_000;

const tmux = (...args: string[]) => execFileSync('tmux', ['-L', server, ...args], { encoding: 'utf8' });

/** A shell in the project; several may be open at once. */
class Terminal {
  readonly #name: string;

  constructor(name: string, directory: string) {
    this.#name = name;
    const shell = `env PS1='$ ' NO_UPDATE_NOTIFIER=1 bash --norc --noprofile`;
    tmux('new-session', '-d', '-s', name, '-x', String(columns), '-y', String(rows), '-c', directory, shell);
  }

  async type(line: string, until: RegExp): Promise<void> {
    tmux('send-keys', '-t', this.#name, '-l', line);
    tmux('send-keys', '-t', this.#name, 'Enter');
    await this.shows(until);
  }

  async shows(text: RegExp): Promise<void> {
    for (const deadline = Date.now() + longestMs; !text.test(this.screen()); await sleep(100)) {
      if (Date.now() > deadline) throw new Refusal(`${text} does not come:\n${this.screen()}`, 1);
    }
  }

  screen(): string {
    return tmux('capture-pane', '-p', '-t', this.#name).trimEnd();
  }

  /** Keeps what is on the screen, if its first line of interest still is. */
  save(file: string, first: RegExp): void {
    if (!first.test(this.screen())) throw new Refusal(`${file}: ${first} is above the screen:\n${this.screen()}`, 1);
    writeFileSync(join(folder, `${file}.txt`), `${this.screen()}\n`);
    console.log(`docs/terminal/${file}.txt`);
  }

  clear(): void {
    tmux('send-keys', '-t', this.#name, 'C-l');
    tmux('clear-history', '-t', this.#name);
  }

  async stop(): Promise<void> {
    tmux('send-keys', '-t', this.#name, 'C-c');
    await this.shows(/Stopped\.\s*\n\$/);
  }
}

const pay = (key: string, more: string) =>
  `curl -s localhost:${port}/v1/payments -H 'Content-Type: application/json' -H 'Idempotency-Key: ${key}' ` +
  `-d '{"amount": "25.00", "currency": "EUR"${more}}'`;

async function record(): Promise<void> {
  const copy = copyOfProject();
  try {
    const service = new Terminal('service', copy);
    await service.type(start, /q quit/);
    service.save('first-start', /^\$ npm start|^> node/m);
    const client = new Terminal('client', copy);
    await client.type(start, /is taken/);
    client.save('taken-port', /npm start/);
    client.clear();
    await client.type(pay('declined', ', "payment_method": "pm_declined"'), /card_declined/);
    await service.shows(/processor card_declined/);
    await service.shows(/→ +notify/);
    service.save('refused-payment', /ready after/);
    client.clear();
    await client.type(`curl -s localhost:${port}/v1/payment`, /not_allowed/);
    await service.shows(/did you mean/);
    await service.stop();
    await service.type('clear', /^\$/);
    service.clear();
    await service.type(`NOTIFICATION_SERVICE_URL=http://localhost:9 ${start}`, /q quit/);
    await client.type(pay('unheard', ''), /SUCCESS/);
    await service.shows(/notification no answer/);
    service.save('failed-delivery', /ready after/);
    await service.stop();
    client.clear();
    await client.type('npm start -- --prot 9000', /Did you mean/);
    client.save('typo', /npm start/);
  } finally {
    tmux('kill-server');
    rmSync(copy, { recursive: true, force: true });
  }
}

await command(record);
