import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { Io } from '../../src/io.ts';
import type { Send } from '../../src/store/dynamo.ts';
import type { Random } from '../support/random.ts';
import type { World } from '../support/world.ts';

type Command = Parameters<Send>[0];
type Process = { dead: boolean; readonly cutOffAt: number };

const never = new Promise<never>(() => undefined);
const timeOutMs = 10_000;
const fault = (name: string) => Object.assign(new Error('injected'), { name });

/** Runs functions as Lambda does, on a store and in a process that fail: at any call, before it or after it. */
export class FaultyLambda {
  readonly #world: World;
  readonly #random: Random;
  quiet: boolean;
  faults = 0;
  /** The refunds of which a write came late: after its caller had given up. */
  readonly lateRefunds = new Set<string>();

  constructor(world: World, random: Random) {
    this.#world = world;
    this.quiet = false;
    this.#random = random;
  }

  /** One invocation: what it gives, or `undefined` if nobody hears. One that is cut off may go on as a zombie. */
  async invoke<Result>(run: (io: Io) => Promise<Result>): Promise<Result | undefined> {
    const process = { dead: false, cutOffAt: this.#world.clock.now() + timeOutMs };
    const skewMs = this.quiet ? 0 : this.#random.whole(4_001) - 2_000;
    const io = { ...this.#world.io(timeOutMs), send: this.#send(process) };
    const cutOff = async () => {
      await this.#world.clock.sleep(timeOutMs);
      process.dead ||= this.#random.whole(2) === 0;
      return undefined;
    };
    const now = () => this.#world.clock.now() + skewMs;
    return Promise.race([run({ ...io, now }), cutOff()]);
  }

  #send(process: Process): Send {
    return (async (command: Command) => {
      if (process.dead) return never;
      // As src/store/dynamo.ts does: a function that thaws past its time sends nothing more.
      if (this.#world.clock.now() >= process.cutOffAt) throw fault('Over');
      const apply = () => this.#world.dynamo.send(command as never);
      const { clock } = this.#world;
      await clock.sleep(1 + this.#random.whole(8));
      const fate = this.quiet ? 999 : this.#random.whole(1_000);
      if (fate < 240) this.faults++;
      if (fate < 30) throw fault('ProvisionedThroughputExceededException');
      if (fate < 50) return this.#die(process);
      if (fate < 80) await this.#onItsWay(command, 3_000 + this.#random.whole(30_000));
      if (fate >= 80 && fate < 110) return this.#late(command, apply);
      if (fate >= 110 && fate < 150) return this.#sentAgain(apply);
      const output = await apply();
      if (fate >= 150 && fate < 180) this.#later(command, apply);
      if (fate >= 180 && fate < 210) return this.#die(process);
      if (fate >= 210 && fate < 240) throw fault('TimeoutError');
      if (process.dead) return never;
      return output;
    }) as Send;
  }

  /** Killed: nothing of it goes on. */
  #die(process: Process): Promise<never> {
    process.dead = true;
    return never;
  }

  /** The call gives up, and the store does it all the same, some time later. */
  async #late(command: Command, apply: () => Promise<unknown>): Promise<never> {
    this.#later(command, apply);
    await this.#world.clock.sleep(500);
    throw fault('TimeoutError');
  }

  #later(command: Command, apply: () => Promise<unknown>): void {
    const wait = this.#random.whole(2) === 0 ? this.#random.whole(150) : this.#random.whole(40_000);
    void this.#onItsWay(command, wait).then(() => apply().catch(() => undefined));
  }

  #onItsWay({ input }: Command, ms: number): Promise<void> {
    const { ExpressionAttributeNames: names = {} } = input as { ExpressionAttributeNames?: Record<string, string> };
    if (names['#refund']) this.lateRefunds.add(names['#refund']);
    return this.#world.clock.sleep(ms);
  }

  /** Done, but the SDK did not hear so, and silently sends it again. */
  async #sentAgain(apply: () => Promise<unknown>): Promise<unknown> {
    await apply().catch(() => undefined);
    await this.#world.clock.sleep(5 + this.#random.whole(400));
    return apply().catch((error: unknown) => {
      if (error instanceof ConditionalCheckFailedException) error.$metadata.attempts = 2;
      throw error;
    });
  }
}
