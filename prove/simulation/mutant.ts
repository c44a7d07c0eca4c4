import type { Processor } from '../../src/processor/port.ts';
import type { Operation } from '../../src/runtime/operations.ts';
import type { Random } from '../../test/support/random.ts';
import type { OverriddenIo } from '../../test/support/world.ts';
import type { Manners } from './manners.ts';
import type { Hashing } from './next-version.ts';
import type { Wish } from './operations.ts';
import type { Process } from './process.ts';
import type { ClientOutside } from './shop-process.ts';
import type { SimulatedStage } from './stage.ts';
import type { SimulatedStore } from './store.ts';
import type { PaymentStream } from './stream.ts';
import type { Timeline } from './timeline.ts';
import type { Profile } from './workload.ts';

/** The parts of a run that a mutant may reach. */
export type Reach = Readonly<{ store: SimulatedStore; timeline: Timeline; random: Random; process: Process }>;

/** A way to write this service wrongly, brought about from outside: nothing of the product knows of it. */
export type Mutant = Readonly<{
  name: string;
  /** The fault, in a sentence. */
  what: string;
  /** The workload in which it shows soonest; any, if it shows everywhere. */
  focus?: Profile;
  /** How the processor behaves where it shows soonest; as chance has it, if that is left out. */
  manners?: Partial<Manners>;
  /** The stage on which it shows soonest; likewise. */
  stage?: Partial<SimulatedStage>;
  /** The operation that goes to the store in the place of one. */
  rewrite?: (operation: Operation, reach: Reach) => Operation;
  /** Changes the Io, or the dependencies, of every invocation. */
  adjust?: (io: OverriddenIo, reach: Reach) => OverriddenIo;
  /** Changes a request before it reaches its function. */
  arrive?: (wish: Wish) => Wish;
  /** How the version that is deployed during a run makes fingerprints. */
  hashing?: Hashing;
  /** Changes what the worker of the stream answers. */
  streamAnswer?: PaymentStream['answered'];
  processor?: (processor: Processor, reach: Reach) => Processor;
  /** Changes what the client of each process of a shop gets from outside, and so makes another client. Such a run has shops. */
  client?: (outside: ClientOutside) => ClientOutside;
}>;
