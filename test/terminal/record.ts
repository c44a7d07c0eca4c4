import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandRefusal, command } from '../../hermetic/process/command.ts';
import { copyOfProject } from '../support/project-copy.ts';

/*
 * Records what people see on a terminal of 80 columns and 24 lines into docs/terminal: npx node test/terminal/record.ts
 * Needs tmux. Fails if a session scrolls or a line wraps.
 */

const folder = join(import.meta.dirname, '..', '..', 'docs', 'terminal');
const server = `record-${process.pid}`;
const port = process.env.PORT_BASE ?? '8000';
const start = port === '8000' ? 'npm start' : `npm start -- --port ${port}`;
const [columns, rows] = [80, 24];
const timeoutMs = 90_000;

const tmux = (...args: string[]) => execFileSync('tmux', ['-L', server, ...args], { encoding: 'utf8' });

/** A shell in the project. */
class Terminal {
  readonly #name: string;

  constructor(name: string, directory: string) {
    this.#name = name;
    const shell = `env PS1='$ ' NO_UPDATE_NOTIFIER=1 bash --norc --noprofile`;
    tmux('new-session', '-d', '-s', name, '-x', String(columns), '-y', String(rows), '-c', directory, shell);
  }

  /** Types a command on an empty screen, and waits for its output. */
  async run(line: string, until: RegExp): Promise<void> {
    tmux('send-keys', '-t', this.#name, '-l', 'clear');
    tmux('send-keys', '-t', this.#name, 'Enter');
    await this.shows(/^\$ ?$/);
    tmux('clear-history', '-t', this.#name);
    tmux('send-keys', '-t', this.#name, '-l', line);
    tmux('send-keys', '-t', this.#name, 'Enter');
    await this.shows(until);
  }

  async shows(text: RegExp): Promise<void> {
    for (const deadline = Date.now() + timeoutMs; !text.test(this.screen()); await sleep(100)) {
      if (Date.now() > deadline) throw new CommandRefusal(`${text} does not appear:\n${this.screen()}`, 1);
    }
  }

  screen(): string {
    return tmux('capture-pane', '-p', '-t', this.#name).trimEnd();
  }

  /** Saves the screen. Throws Refusal if the session has scrolled, or if an output line has wrapped. */
  save(file: string): void {
    const screen = this.screen();
    if (!screen.startsWith('$ '))
      throw new CommandRefusal(`${file}: the command has scrolled off the screen:\n${screen}`, 1);
    // -J joins wrapped lines.
    const joined = tmux('capture-pane', '-p', '-J', '-t', this.#name).split('\n').slice(1);
    const wrapped = joined.find((line) => line.trimEnd().length > columns);
    if (wrapped !== undefined)
      throw new CommandRefusal(`${file}: this line is longer than ${columns} columns: ${wrapped}`, 1);
    writeFileSync(join(folder, `${file}.txt`), `${screen}\n`);
    console.log(`docs/terminal/${file}.txt`);
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
    const client = new Terminal('client', copy);
    await service.run(start, /q quit/);
    service.save('first-start');
    await client.run(start, /is taken/);
    client.save('taken-port');
    await client.run(pay('declined', ', "payment_method": "pm_declined"'), /card_declined/);
    await service.shows(/processor card_declined/);
    await service.shows(/→ +deliver/);
    service.save('refused-payment');
    await client.run(`curl -s localhost:${port}/v1/payment`, /not_allowed/);
    await service.shows(/did you mean/);
    await service.stop();
    await service.run(`NOTIFICATION_SERVICE_URL=http://localhost:9 ${start}`, /q quit/);
    await client.run(pay('undelivered', ''), /SUCCESS/);
    await service.shows(/notification no answer/);
    service.save('failed-delivery');
    await service.stop();
    await client.run('npm start -- --prot 9000', /Did you mean/);
    client.save('typo');
  } finally {
    tmux('kill-server');
    rmSync(copy, { recursive: true, force: true });
  }
}

await command(record);
