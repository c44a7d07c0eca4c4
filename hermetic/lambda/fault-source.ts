/** A fault that was asked for. The runtime passes it around and counts; only the project's `FaultSource` knows its effect. */
export type InjectedFault = Readonly<{ id: number }> & { /** How often so far. */ happened: number };

/** How a function's process can be made to fail from outside. */
type ProcessControls = Readonly<{
  /** Ends the process in the middle of its work. */
  kill: () => void;
  /** Stops the process for `ms`; has no effect on Windows. */
  freeze: (ms: number) => void;
}>;

/** How a function's process reaches the fault proxy. Serialised into the process with the invocation. */
export type Redirection = Readonly<{
  /** Request id of the invocation: sent with each call as `x-local-invocation`. */
  id: string;
  /** Address of the proxy. */
  proxy: string;
  /** Name of the target behind each `host:port`, sent as `x-local-target`. Calls to other hosts are not redirected. */
  targets: Readonly<Record<string, string>>;
  /**
   * URLs of modules that wrap calls which never leave the process. Each exports `install(redirection: () => Redirection |
   * undefined)`, which is called once per process.
   */
  modules: readonly string[];
}>;

type FaultyInvocation = Readonly<{
  id: string;
  functionName: string;
  environment: Readonly<Record<string, string>>;
  process: ProcessControls;
  /** Faults that the client asked for in this request alone. */
  requestFaults: readonly InjectedFault[];
}>;

/** Fault injection, supplied by the project. */
export type FaultSource = Readonly<{
  /** Whether any fault may still happen in a function. */
  mayFail: (functionName: string, requestFaults: readonly InjectedFault[]) => boolean;
  /** Undefined if no fault can happen in this invocation. */
  begin: (invocation: FaultyInvocation) => Promise<Redirection | undefined>;
  end: (id: string) => void;
}>;
