/** A fault that someone asked for; whoever injects it knows what it does. */
export type InjectedFault = Readonly<{ id: number }> & { /** How often so far. */ happened: number };

/** How a function's process is made to fail from outside, as Lambda's own can. */
type ProcessControls = Readonly<{
  /** Ends it in the midst of its work. */
  kill: () => void;
  /** Stops it for so long. */
  freeze: (ms: number) => void;
}>;

/** Faults of an invocation, as its function's process needs them. */
export type Redirection = Readonly<{
  /** Id of the invocation in the requests that it sends. */
  id: string;
  /** Where its calls lead through. */
  proxy: string;
  /** Service behind each `host:port`; calls to anything else are left alone. */
  targets: Readonly<Record<string, string>>;
}>;

type FaultyInvocation = Readonly<{
  id: string;
  /** `payment-service-local-create-payment` */
  functionName: string;
  environment: Readonly<Record<string, string>>;
  process: ProcessControls;
  /** Faults that the caller asked for in this invocation alone. */
  requestFaults: readonly InjectedFault[];
}>;

/** Decides what fails in functions. Nothing of it is on Lambda. */
export type FaultSource = Readonly<{
  /** Whether something may fail in a function. */
  mayFail: (functionName: string, requestFaults: readonly InjectedFault[]) => boolean;
  /** Undefined if nothing can fail in this invocation. */
  begin: (invocation: FaultyInvocation) => Promise<Redirection | undefined>;
  end: (id: string) => void;
}>;
