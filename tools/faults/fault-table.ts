/** Places at which a function's calls can fail. */
export type Place = 'store' | 'processor' | 'trips' | 'receiver';

/** Effect on a call; `ms` is its default duration. */
type Kind = Readonly<{ place: Place; does: string; ms?: number; writesOnly?: true }>;

/**
 * Every fault that can be injected, by the names that the fault simulator has for them (prove/simulation/faults.ts). A test
 * compares the two lists.
 */
const faultTable = {
  'store: throttled': { place: 'store', does: 'answers ProvisionedThroughputExceededException; nothing is done' },
  'store: conflict with a transaction': {
    place: 'store',
    does: 'answers TransactionConflictException; nothing is done',
    writesOnly: true,
  },
  'store: server error, not done': { place: 'store', does: 'answers 500; nothing is done' },
  'store: server error, done': { place: 'store', does: 'does it, and answers 500' },
  'store: request lost': { place: 'store', does: 'closes the connection; nothing is done' },
  'store: answer lost after the commit': { place: 'store', does: 'does it, and closes the connection' },
  'store: delivered twice': { place: 'store', does: 'does it twice, and answers the first' },
  'store: delivered late': { place: 'store', does: 'gives no answer, and does it after so long', ms: 1_500 },
  'store: slow answer': { place: 'store', does: 'does it, and answers after so long', ms: 1_000 },
  'function killed before a call': { place: 'store', does: 'ends the process; nothing is done' },
  'function killed after a write': { place: 'store', does: 'does it, and ends the process', writesOnly: true },
  'function killed while its write is in flight': {
    place: 'store',
    does: 'ends the process, and does it after so long',
    ms: 1_000,
    writesOnly: true,
  },
  'function frozen within a call': { place: 'store', does: 'does it, and stops the process for so long', ms: 1_500 },
  'processor: request lost': { place: 'processor', does: 'fails; nothing is done' },
  'processor: answer lost after the charge': { place: 'processor', does: 'does it, and fails' },
  'processor: slow': { place: 'processor', does: 'waits for so long, and does it', ms: 1_000 },
  'processor: delivered late': { place: 'processor', does: 'fails at once, and does it after so long', ms: 1_000 },
  'function killed before the processor': { place: 'processor', does: 'ends the process; nothing is done' },
  'function killed after the processor': { place: 'processor', does: 'does it, and ends the process' },
  'trips: no connection': { place: 'trips', does: 'closes the connection' },
  'trips: server error': { place: 'trips', does: 'answers 503' },
  'trips: throttled': { place: 'trips', does: 'answers 429' },
  'trips: slow': { place: 'trips', does: 'answers after so long', ms: 1_000 },
  'trips: nonsense': { place: 'trips', does: 'answers with what is no trip' },
  'trips: another fare than before': { place: 'trips', does: 'answers with a fare that is 0.70 higher' },
  'receiver: no connection': { place: 'receiver', does: 'closes the connection; it learns nothing' },
  'receiver: server error': { place: 'receiver', does: 'answers 503; it learns nothing' },
  'receiver: throttled': { place: 'receiver', does: 'answers 429; it learns nothing' },
  'receiver: answer lost': { place: 'receiver', does: 'takes it in, and closes the connection' },
  'receiver: slow': { place: 'receiver', does: 'takes it in, and answers after so long', ms: 1_000 },
} as const satisfies Readonly<Record<string, Kind>>;

export type FaultName = keyof typeof faultTable;
export type FaultAt<P extends Place> = {
  [Name in FaultName]: (typeof faultTable)[Name]['place'] extends P ? Name : never;
}[FaultName];

export const faultNames = Object.keys(faultTable) as readonly FaultName[];
export const isFaultName = (text: string): text is FaultName => Object.hasOwn(faultTable, text);
export const kindOf = (name: FaultName): Kind => faultTable[name];
