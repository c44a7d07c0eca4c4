import type { Problem } from './types.ts';

/**
 * No attempt was answered in time, so the outcome is unknown: it may have been charged. Call again with the same key or
 * intent, or `resume()` later; never with a new key.
 */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError';
  /** Undefined for reads. */
  declare readonly key: string | undefined;
  /** The service's last answer, such as `store_unavailable`. */
  declare readonly problem: Problem | undefined;

  constructor(request: string, key: string | undefined, problem: Problem | undefined, cause: unknown) {
    const reason = problem?.code ?? (cause instanceof Error ? cause.message : 'no answer');
    const next = key ? ` It may have been done: send it again with the same key, ${key}.` : '';
    super(`No final answer to ${request} in time: ${reason}.${next}`, { cause });
    this.key = key;
    this.problem = problem;
  }
}

/** A read that the service refused, such as an unknown payment. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  declare readonly code: Problem['code'];
  declare readonly problem: Problem;

  constructor(request: string, problem: Problem) {
    super(`${request} was refused: ${problem.detail} (${problem.code})`);
    this.code = problem.code;
    this.problem = problem;
  }
}
