import type { InjectedFault } from '../../hermetic/lambda/fault-source.ts';
import type { FaultMatch, FaultRequest } from './fault-request.ts';
import { type CallTarget, kindOf } from './fault-table.ts';
import { isWrite, type StoreCall } from './store-call.ts';

/** A fault that has been requested. */
export type SetFault = FaultRequest & Readonly<{ id: number }> & { happened: number };

/** A function's call to one of the targets. */
export type FaultableCall = Readonly<{ target: CallTarget; function: string; operation: string }> & Partial<StoreCall>;

/** The requested faults of an environment. */
export class Faults {
  #faults: readonly SetFault[] = [];
  /** The runtime passes faults around without knowing what they are. */
  readonly #made = new WeakMap<InjectedFault, SetFault>();
  #count = 0;

  /** Faults that apply to any request, in the order in which they were requested. */
  get all(): readonly SetFault[] {
    return this.#faults;
  }

  add(wanted: FaultRequest): SetFault {
    const fault = this.forRequest(wanted);
    this.#faults = [...this.#faults, fault];
    return fault;
  }

  /** A fault for a single request. */
  forRequest(wanted: FaultRequest): SetFault {
    this.#count += 1;
    const fault = { id: this.#count, ...wanted, happened: 0 };
    this.#made.set(fault, fault);
    return fault;
  }

  /** Removes all faults and returns them. */
  clear(): readonly SetFault[] {
    const faults = this.#faults;
    this.#faults = [];
    return faults;
  }

  /** Whether a fault may still happen in a function. */
  mayFail(functionName: string, requestFaults: readonly InjectedFault[]): boolean {
    return [...this.#known(requestFaults), ...this.#faults].some(
      (fault) => isPending(fault) && (fault.match.function ?? functionName) === functionName,
    );
  }

  /** Returns the fault that applies to a call, and counts it. A request's own faults take precedence. */
  take(call: FaultableCall, requestFaults: readonly InjectedFault[]): SetFault | undefined {
    const found = [...this.#known(requestFaults), ...this.#faults].find(
      (fault) => isPending(fault) && appliesTo(fault, call),
    );
    if (found !== undefined) found.happened += 1;
    return found;
  }

  #known(faults: readonly InjectedFault[]): readonly SetFault[] {
    return faults.flatMap((fault) => this.#made.get(fault) ?? []);
  }
}

const isPending = ({ times, happened }: SetFault): boolean => happened < times;

function appliesTo({ fault, match }: SetFault, call: FaultableCall): boolean {
  const { target, writesOnly } = kindOf(fault);
  return target === call.target && (writesOnly !== true || isWrite(call)) && matches(match, call);
}

const matches = ({ function: name, operation, table, write }: FaultMatch, call: FaultableCall): boolean =>
  (name ?? call.function) === call.function &&
  (operation ?? call.operation) === call.operation &&
  (table === undefined || call.tables?.includes(table) === true) &&
  (write === undefined || call.write === write);
