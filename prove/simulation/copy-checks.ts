import { isDeepStrictEqual } from 'node:util';
import type { Operation } from '../../src/runtime/operations.ts';
import { projectionsTable } from './derived-checks.ts';
import type { Violations } from './invariants.ts';
import type { MessageDelivery } from './network.ts';
import type { SimulatedItem } from './operands.ts';
import type { SimulatedWrite } from './store.ts';

/** Whether a write that the network delivers again, after it was done, changes anything. */
export class CopyChecks {
  /** Items that each operation has changed. */
  readonly #done = new WeakMap<Operation, Set<string>>();
  readonly #violations: Violations;

  constructor(violations: Violations) {
    this.#violations = violations;
  }

  written({ table, id, before, after }: SimulatedWrite, delivery: MessageDelivery | undefined): void {
    if (delivery === undefined || isHint(table, id) || isDeepStrictEqual(meaningOf(before), meaningOf(after))) return;
    const { operation, process } = delivery;
    const place = `${table}/${id}`;
    const changed = this.#done.get(operation) ?? new Set();
    this.#violations.require(
      !changed.has(place),
      'a write is done once',
      () => `${process.name} changed ${place} twice`,
    );
    this.#done.set(operation, changed.add(place));
  }
}

/** Without the time at which a processor is asked next: at worst, it is asked once more. */
const meaningOf = ({ due_at: _due, polls: _polls, ...item }: SimulatedItem = {}): SimulatedItem => item;

/** A row of a list, such as of what is due, only points to an item: its reader reads the item, and removes a row that is out of date. */
const isHint = (table: string, id: string): boolean => table === projectionsTable || id.startsWith('due#');
