import type { InjectedFault } from '../../hermetic/lambda/fault-source.ts';
import type { Match, WantedFault } from './fault-request.ts';
import { kindOf, type Place } from './fault-table.ts';
import { isWrite, type StoreCall } from './store-call.ts';

/** A fault that waits for its calls. */
export type Fault = WantedFault & Readonly<{ id: number }> & { happened: number };

/** One call of a function to what lies outside of it. */
export type OutgoingCall = Readonly<{ place: Place; function: string; operation: string }> & Partial<StoreCall>;

/** Everything that is to fail in one environment. */
export class Faults {
  #faults: readonly Fault[] = [];
  /** Faults as the local runtime passes them around: it knows their ids and no more. */
  readonly #made = new WeakMap<InjectedFault, Fault>();
  #count = 0;

  /** Those of all requests, in the order in which they were asked for. */
  get all(): readonly Fault[] {
    return this.#faults;
  }

  add(wanted: WantedFault): Fault {
    const fault = this.only(wanted);
    this.#faults = [...this.#faults, fault];
    return fault;
  }

  /** A fault of one request alone. */
  only(wanted: WantedFault): Fault {
    this.#count += 1;
    const fault = { id: this.#count, ...wanted, happened: 0 };
    this.#made.set(fault, fault);
    return fault;
  }

  /** Nothing more fails; gives what there was. */
  clear(): readonly Fault[] {
    const faults = this.#faults;
    this.#faults = [];
    return faults;
  }

  /** Whether something may still fail in that function. */
  concern(functionName: string, ofRequest: readonly InjectedFault[]): boolean {
    return [...this.#known(ofRequest), ...this.#faults].some(
      (fault) => isLeft(fault) && (fault.match.function ?? functionName) === functionName,
    );
  }

  /** Takes the fault of a call, which counts as injected; a request's own faults come first. */
  take(call: OutgoingCall, ofRequest: readonly InjectedFault[]): Fault | undefined {
    const found = [...this.#known(ofRequest), ...this.#faults].find((fault) => isLeft(fault) && befalls(fault, call));
    if (found !== undefined) found.happened += 1;
    return found;
  }

  #known(faults: readonly InjectedFault[]): readonly Fault[] {
    return faults.flatMap((fault) => this.#made.get(fault) ?? []);
  }
}

const isLeft = ({ times, happened }: Fault): boolean => happened < times;

function befalls({ fault, match }: Fault, call: OutgoingCall): boolean {
  const { place, writesOnly } = kindOf(fault);
  return place === call.place && (writesOnly !== true || isWrite(call)) && matches(match, call);
}

const matches = ({ function: name, operation, table, write }: Match, call: OutgoingCall): boolean =>
  (name ?? call.function) === call.function &&
  (operation ?? call.operation) === call.operation &&
  (table === undefined || call.tables?.includes(table) === true) &&
  (write === undefined || call.write === write);
