import type { Operation } from '../../src/runtime/operations.ts';
import type { Send } from '../../src/runtime/send.ts';
import type { Intercept } from './memory-dynamo.ts';
import { MemoryProjections } from './memory-projections.ts';
import { World } from './world.ts';

const isOfProjections = ({ input }: Operation): boolean =>
  'TableName' in input && String(input.TableName).endsWith('-projections');

/** A world whose projections are kept in memory as well. */
export class TwoTables extends World {
  readonly projections = new MemoryProjections();

  /** The same fault in the calls of both. */
  intercept(fault: Intercept): void {
    this.dynamo.intercept = fault;
    this.projections.intercept = (operation, apply) => fault(operation as never, async () => apply());
  }

  override io(timeOut?: number) {
    const send = ((operation: Operation) =>
      isOfProjections(operation)
        ? this.projections.send(operation as never)
        : this.dynamo.send(operation as never)) as Send;
    return { ...super.io(timeOut), send };
  }
}
