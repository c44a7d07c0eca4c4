import { CircuitBreaker } from '../runtime/circuit-breaker.ts';
import type { Io } from '../runtime/io.ts';
import { type Charge, type Intent, type Processor, ProcessorTrouble, type Trouble } from './port.ts';
import { candidatesOf, type ProcessorRoute } from './routes.ts';

/** The processors that new payments may be opened at, and the one that each opened intent is at. */
export type Processors = Readonly<{
  /** The preferred one first; never empty. One that keeps failing comes last. */
  candidates: (charge: Charge) => readonly Processor[];
  of: (intent: Intent) => Processor;
  /** All that this stage has keys for, also one that only earlier payments are at. */
  all: readonly Processor[];
  /** One of them by its name. */
  named: (name: string) => Processor | undefined;
  /** No processor has to be asked to open a payment. */
  openIsLocal: boolean;
  /** Part of every key that an intent is opened by: stages that share an account at a processor must not share its intents. */
  keySpace: string;
}>;

/** A stage that has one processor for everything. */
export const onlyProcessor = (processor: Processor, keySpace = ''): Processors => ({
  all: [processor],
  candidates: () => [processor],
  of: () => processor,
  named: (name) => (name === processor.name ? processor : undefined),
  openIsLocal: processor.can.openIsLocal,
  keySpace,
});

type Breakers = Map<string, CircuitBreaker>;

/** The memory of a way out: a process has one way, hence one breaker for each processor, and so has every test. */
const breakersOfWays = new WeakMap<Io['call'], Breakers>();

function breakersOf(call: Io['call']): Breakers {
  const breakers = breakersOfWays.get(call) ?? new Map<string, CircuitBreaker>();
  breakersOfWays.set(call, breakers);
  return breakers;
}

/**
 * Chooses among several processors, by routes and by how they answered of late. Only a payment without an intent is ever
 * diverted: opening moves no money, so an intent that was opened in vain is never executed. A payment whose intent is
 * claimed stays with its processor, whatever becomes of that one.
 */
export function routedProcessors(
  processors: readonly Processor[],
  { routes, keySpace }: Readonly<{ routes: readonly ProcessorRoute[]; keySpace: string }>,
  { call, now, trace }: Pick<Io, 'call' | 'now' | 'trace'>,
): Processors {
  const breakers = breakersOf(call);
  const watched = processors.map((processor) =>
    withBreaker(processor, breakerOf(breakers, processor.name), { now, trace }),
  );
  const named = (wanted: string) => watched.find(({ name }) => name === wanted);
  return {
    all: watched,
    keySpace,
    openIsLocal: processors.every(({ can }) => can.openIsLocal),
    candidates(charge) {
      const able = candidatesOf(charge, routes, watched);
      if (able.length === 1) return able;
      const isDown = ({ name }: Processor) => breakerOf(breakers, name).admit(now()).kind === 'refused';
      const down = new Set(able.filter(isDown));
      return [...able.filter((one) => !down.has(one)), ...down];
    },
    named,
    of({ processor }) {
      const found = named(processor);
      if (found !== undefined) return found;
      throw new ProcessorTrouble('misconfigured', `this stage has no processor ${processor}`);
    },
  };
}

function breakerOf(breakers: Breakers, name: string): CircuitBreaker {
  const breaker = breakers.get(name) ?? new CircuitBreaker();
  breakers.set(name, breaker);
  return breaker;
}

/** Whether a failed call tells that its processor is down. The others are answers. */
const tellsOfOutage: Readonly<Record<Trouble, boolean>> = {
  unknown: true,
  not_sent: true,
  limited: true,
  misconfigured: true,
  wrong_state: false,
  contradiction: false,
};

/** A key may have the permission for payments and not the one for refunds, or the other way round: neither says anything of the other. */
const ofRefunds: ReadonlySet<string> = new Set(['refund', 'observe_refund']);

/** Not the reading of disputes, of external refunds and of events: a key may lack the permission, which is no reason to send payments elsewhere. */
function withBreaker(
  processor: Processor,
  breaker: CircuitBreaker,
  { now, trace }: Pick<Io, 'now' | 'trace'>,
): Processor {
  const { name, can, observeRefunds, clientSecret } = processor;
  async function watch<Answer>(operation: string, ask: () => Promise<Answer>): Promise<Answer> {
    // An intent that is opened without a request is no step of a trace.
    const isStep = trace !== undefined && !(operation === 'open' && can.openIsLocal);
    try {
      const answer = await (isStep ? trace.span({ kind: 'processor', name, attributes: { operation } }, ask) : ask());
      breaker.succeeded();
      return answer;
    } catch (error) {
      const trouble = error instanceof ProcessorTrouble ? error.trouble : undefined;
      if (trouble === 'misconfigured' && ofRefunds.has(operation)) throw error;
      if (trouble !== undefined && tellsOfOutage[trouble]) breaker.failed(now());
      else breaker.succeeded();
      throw error;
    }
  }
  return {
    ...processor,
    open: (...all) => watch('open', () => processor.open(...all)),
    execute: (...all) => watch('execute', () => processor.execute(...all)),
    observe: (...all) => watch('observe', () => processor.observe(...all)),
    fence: (...all) => watch('fence', () => processor.fence(...all)),
    capture: (...all) => watch('capture', () => processor.capture(...all)),
    refund: (...all) => watch('refund', () => processor.refund(...all)),
    observeRefund: (...all) => watch('observe_refund', () => processor.observeRefund(...all)),
    observeRefunds: observeRefunds && ((...all) => watch('observe_refund', () => observeRefunds(...all))),
    clientSecret: clientSecret && ((intent) => watch('client_secret', () => clientSecret(intent))),
  };
}
