import { localHeaders } from '../../tools/app/environment-description.ts';

/** Moves the clock of a running environment: `20s`, `2h`. */
export async function moveClock(url: string, advance: string): Promise<void> {
  const headers = { ...localHeaders, 'Content-Type': 'application/json' };
  const moved = await fetch(`${url}/_local/clock`, { method: 'POST', headers, body: JSON.stringify({ advance }) });
  if (!moved.ok) throw new Error(`the clock was not moved: ${moved.status} ${await moved.text()}`);
}
