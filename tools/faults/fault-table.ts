/** Targets of a function's calls. */
export type CallTarget = 'store' | 'processor' | 'trips' | 'receiver';

/** `ms` is the default duration. */
type Kind = Readonly<{ target: CallTarget; does: string; ms?: number; writesOnly?: true }>;

/** Every fault that can be injected. A test compares the names with the fault simulator's (prove/simulation/faults.ts). */
const faultTable = {
  'store: throttled': { target: 'store', does: 'answers ProvisionedThroughputExceededException; nothing is done' },
  'store: conflict with a transaction': {
    target: 'store',
    does: 'answers TransactionConflictException; nothing is done',
    writesOnly: true,
  },
  'store: server error, not done': { target: 'store', does: 'answers 500; nothing is done' },
  'store: server error, done': { target: 'store', does: 'does it, and answers 500' },
  'store: request lost': { target: 'store', does: 'closes the connection; nothing is done' },
  'store: answer lost after the commit': { target: 'store', does: 'does it, and closes the connection' },
  'store: delivered twice': { target: 'store', does: 'does it twice, and answers the first' },
  'store: delivered late': { target: 'store', does: 'gives no answer, and does it after so long', ms: 1_500 },
  'store: slow answer': { target: 'store', does: 'does it, and answers after so long', ms: 1_000 },
  'function killed before a call': { target: 'store', does: 'ends the process; nothing is done' },
  'function killed after a write': { target: 'store', does: 'does it, and ends the process', writesOnly: true },
  'function killed while its write is in flight': {
    target: 'store',
    does: 'ends the process, and does it after so long',
    ms: 1_000,
    writesOnly: true,
  },
  'function frozen within a call': { target: 'store', does: 'does it, and stops the process for so long', ms: 1_500 },
  'processor: request lost': { target: 'processor', does: 'fails; nothing is done' },
  'processor: answer lost after the charge': { target: 'processor', does: 'does it, and fails' },
  'processor: slow': { target: 'processor', does: 'waits for so long, and does it', ms: 1_000 },
  'processor: delivered late': { target: 'processor', does: 'fails at once, and does it after so long', ms: 1_000 },
  'function killed before the processor': { target: 'processor', does: 'ends the process; nothing is done' },
  'function killed after the processor': { target: 'processor', does: 'does it, and ends the process' },
  'trips: no connection': { target: 'trips', does: 'closes the connection' },
  'trips: server error': { target: 'trips', does: 'answers 503' },
  'trips: throttled': { target: 'trips', does: 'answers 429' },
  'trips: slow': { target: 'trips', does: 'answers after so long', ms: 1_000 },
  'trips: nonsense': { target: 'trips', does: 'answers with what is no trip' },
  'trips: another fare than before': { target: 'trips', does: 'answers with a fare that is 0.70 higher' },
  'receiver: no connection': { target: 'receiver', does: 'closes the connection; it learns nothing' },
  'receiver: server error': { target: 'receiver', does: 'answers 503; it learns nothing' },
  'receiver: throttled': { target: 'receiver', does: 'answers 429; it learns nothing' },
  'receiver: answer lost': { target: 'receiver', does: 'takes it in, and closes the connection' },
  'receiver: slow': { target: 'receiver', does: 'takes it in, and answers after so long', ms: 1_000 },
} as const satisfies Readonly<Record<string, Kind>>;

export type FaultName = keyof typeof faultTable;
export type FaultAt<P extends CallTarget> = {
  [Name in FaultName]: (typeof faultTable)[Name]['target'] extends P ? Name : never;
}[FaultName];

export const faultNames = Object.keys(faultTable) as readonly FaultName[];
export const isFaultName = (text: string): text is FaultName => Object.hasOwn(faultTable, text);
export const kindOf = (name: FaultName): Kind => faultTable[name];
