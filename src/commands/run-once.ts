import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  IdempotencyItemAlreadyExistsError,
  IdempotencyPersistenceLayerError,
  IdempotencyRecordStatus,
  IdempotencyValidationError,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import { BasePersistenceLayer, IdempotencyRecord } from '@aws-lambda-powertools/idempotency/persistence';
import type { Context } from 'aws-lambda';
import { Refusal } from '../domain/refusal.ts';
import type { Io } from '../runtime/io.ts';

/** An item that somebody else holds, or that is decided. */
export type Found = Readonly<{ settled: boolean; sameFields: boolean }>;

/** One attempt at a command that must happen once. The record of it is the thing itself, so it has no table of its own. */
export type Attempt<Result> = {
  readonly id: string;
  readonly fingerprint: string;
  /** Claims the id: nothing if it is ours to work on, else what was found. */
  begin(): Promise<Found | undefined>;
  work(): Promise<Result>;
  settle(result: Result): Promise<void>;
  /** Lets go after a fault. Never throws. */
  release(): Promise<void>;
  /** Another's attempt is on the way: whether it came to an end by now. */
  over(): Promise<boolean>;
  /** The fields differ from what was found: waits if that may still change, else refuses. */
  refuseOrWait(): void;
  /** Whether the attempt that we finished was an older one, with other fields, so that ours has yet to run. */
  mustRunAgain(): boolean;
};

/** The lease by which we settle was taken over, and the new owner is not done. */
export class TakenOver extends Error {
  override readonly name = 'TakenOver';
}

/** Another request seems to be at it, and has stored nothing yet. `refusal`: what to answer if it has not by the end of the wait. */
export class NotYetStored extends Error {
  override readonly name = 'NotYetStored';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message, { cause: refusal });
    this.refusal = refusal;
  }
}

/** Kept back of an invocation's time, so that who waits is told to come back rather than cut off. */
const answerWithinMs = 500;
/** Nobody's retries reach this; it only keeps a bug from looping for ever. */
const mostRounds = 60;

/**
 * Runs an attempt to its end, or waits for whoever is at it. Powertools drives the protocol; its Middy middleware is
 * not used because at 2.35.0 it deletes the record of a call that still runs.
 */
export async function runOnce<Result>(attempt: Attempt<Result>, io: Io, waitMs: number): Promise<void> {
  const run = idempotent(attempt, io);
  const waitUntil = io.now() + Math.min(waitMs, io.remaining() - answerWithinMs);
  for (let round = 0; round < mostRounds; round++) {
    try {
      await run({ id: attempt.id, fingerprint: attempt.fingerprint });
      if (!attempt.mustRunAgain()) return;
    } catch (error) {
      const reason = error instanceof IdempotencyPersistenceLayerError ? error.cause : error;
      if (reason instanceof IdempotencyValidationError) attempt.refuseOrWait();
      else if (!isWorthWaiting(reason)) {
        // Powertools does not release after a begin or settle that failed.
        await attempt.release();
        throw reason;
      }
      if (!(await endsBefore(waitUntil, attempt, io))) throw reason instanceof NotYetStored ? reason.refusal : inUse();
    }
  }
  throw inUse();
}

const isWorthWaiting = (reason: unknown): boolean =>
  reason instanceof IdempotencyAlreadyInProgressError || reason instanceof TakenOver || reason instanceof NotYetStored;

async function endsBefore<Result>(until: number, attempt: Attempt<Result>, io: Io): Promise<boolean> {
  while (io.now() < until) {
    await io.sleep(Math.min(100 + io.random() * 150, Math.max(1, until - io.now())));
    if (await attempt.over()) return true;
  }
  return false;
}

const inUse = () =>
  new Refusal('idempotency_key_in_use', 'the same request is being worked on; its answer will be here', {
    retryAfterSeconds: 1,
  });

/** Built for each run: a shared configuration would mix the deadlines of two invocations. */
function idempotent<Result>(attempt: Attempt<Result>, io: Io) {
  const config = new IdempotencyConfig({
    eventKeyJmesPath: 'id',
    payloadValidationJmesPath: 'fingerprint',
    throwOnNoIdempotencyKey: true,
    hashFunction: 'sha256',
    useLocalCache: false,
  });
  config.registerLambdaContext({ getRemainingTimeInMillis: io.remaining } as Context);
  const work = (_claimed: { id: string; fingerprint: string }) => attempt.work();
  return makeIdempotent(work as never, {
    persistenceStore: new ThingAsRecord(attempt),
    config,
    keyPrefix: 'payment-service',
  }) as unknown as typeof work;
}

/** Hands Powertools the thing itself as its idempotency record: claimed is put, settled is updated, nothing is deleted. */
class ThingAsRecord<Result> extends BasePersistenceLayer {
  readonly #attempt: Attempt<Result>;

  constructor(attempt: Attempt<Result>) {
    super();
    this.#attempt = attempt;
  }

  protected override async _putRecord({ idempotencyKey, payloadHash = '' }: IdempotencyRecord): Promise<void> {
    const found = await this.#attempt.begin();
    if (found === undefined) return;
    throw new IdempotencyItemAlreadyExistsError(
      'claimed already',
      new IdempotencyRecord({
        idempotencyKey,
        status: found.settled ? IdempotencyRecordStatus.COMPLETED : IdempotencyRecordStatus.INPROGRESS,
        // Powertools' own hash is never stored: the comparison is of our fingerprints, and this only says how it came out.
        payloadHash: found.sameFields ? payloadHash : 'other fields',
        responseData: {},
      }),
    );
  }

  protected override async _updateRecord(record: IdempotencyRecord): Promise<void> {
    await this.#attempt.settle(record.responseData as Result);
  }

  protected override async _deleteRecord(): Promise<void> {
    await this.#attempt.release();
  }

  protected override async _getRecord(): Promise<IdempotencyRecord> {
    throw new Error('never asked: a failed claim brings the record with it');
  }
}
