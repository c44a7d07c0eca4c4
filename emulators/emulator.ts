/** An emulator of AWS on this machine. */
export type Emulator = Readonly<{
  name: string;
  /** As seed, reset and the integration suite call it. */
  target: 'localstack' | 'ministack';
  /** Where functions that it runs reach it. */
  endpointForFunctions: string;
  /** Whether it does what a second deployment asks for; else it must be emptied before. */
  supportsUpdates: boolean;
  /** Starts it, and waits until it answers; does nothing if it runs. */
  up(): Promise<void>;
  /** Throws away all that was deployed and written. */
  clear(): Promise<void>;
  down(): Promise<void>;
}>;
