import { CommandRefusal } from '../../hermetic/process/command.ts';

/** Reads --index-shards. */
export function shardsFrom(text: string): number {
  const shards = Number(text);
  if (Number.isInteger(shards) && shards >= 1 && shards <= 64) return shards;
  throw new CommandRefusal(`--index-shards ${text} must be a whole number from 1 to 64.`);
}
