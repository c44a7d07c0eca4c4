/** An emulator of AWS on this machine. */
export type Emulator = Readonly<{
  name: string;
  /** Value of `--target`. */
  target: 'localstack' | 'ministack';
  /** URL at which its functions reach it. */
  endpointForFunctions: string;
  /** Options that its differences from AWS ask for, as `name=value`. */
  context: readonly string[];
  /** Whether it can deploy over an existing deployment; otherwise it must be cleared first. */
  supportsUpdates: boolean;
  /** Starts it and waits until it answers; does nothing if it is running. */
  up(): Promise<void>;
  /** Deletes all stacks and data. */
  clear(): Promise<void>;
  down(): Promise<void>;
}>;
