import { describe, expect, it } from 'vitest';
import { billOf } from '../../bench/cost/bill.ts';

const nothing = {
  requests: 0,
  invocations: 0,
  writeUnits: 0,
  readUnits: 0,
  calls: 0,
  durableOperations: 0,
  durableBytes: 0,
  cpuMs: 0,
  initCpuMs: 0,
  firstCpuMs: 0,
  traces: 0,
  logEvents: 0,
  logBytes: 0,
};

describe('the bill of a million operations', () => {
  it.each([
    ['three write units', { writeUnits: 3 }, { dynamodb: 1.875, total: 1.875 }],
    ['two and a half read units', { readUnits: 2.5 }, { dynamodb: 0.3125, total: 0.3125 }],
    ['a request', { requests: 1 }, { apiGateway: 3.5, total: 3.5 }],
    ['974 bytes in one event, which counts 26 more', { logEvents: 1, logBytes: 974 }, { logs: 0.5, total: 0.5 }],
    ['three durable operations', { durableOperations: 3 }, { durable: 24, total: 24 }],
    // 0.25 to write a GB, and 14/30 of 0.15 to store it for 14 days.
    ['1,000 bytes of checkpoints, kept for 14 days', { durableBytes: 1_000 }, { durable: 0.32, total: 0.32 }],
    ['a trace', { traces: 1 }, { traces: 5, total: 5 }],
  ])('the bill includes %s', (_, usage, bill) => {
    expect(billOf({ ...nothing, ...usage })).toMatchObject(bill);
  });

  it('the bill includes an invocation, the time of its calls, and CPU time at the function’s share of a vCPU', () => {
    const waiting = billOf({ ...nothing, invocations: 1, calls: 2 }).lambda;
    // 2 × 7.6 ms, plus 124 ms for 0.5 % cold starts, at half a gigabyte.
    expect(waiting).toBeCloseTo(0.2 + (15.2 + 0.62) * 0.5 * 0.0133334, 6);
    const working = billOf({ ...nothing, invocations: 1, calls: 2, cpuMs: 1, firstCpuMs: 1 }).lambda;
    expect(working - waiting).toBeCloseTo((1_769 / 512) * 0.5 * 0.0133334, 6);
  });

  it('the bill includes init at a full vCPU and the first invocation at its share, for one start in 200', () => {
    const warm = billOf({ ...nothing, invocations: 1, cpuMs: 1, firstCpuMs: 1 }).lambda;
    const initialised = billOf({ ...nothing, invocations: 1, cpuMs: 1, firstCpuMs: 1, initCpuMs: 200 }).lambda;
    expect(initialised - warm).toBeCloseTo(1 * 0.5 * 0.0133334, 6);
    const handshaken = billOf({ ...nothing, invocations: 1, cpuMs: 1, firstCpuMs: 201 }).lambda;
    expect(handshaken - warm).toBeCloseTo((1_769 / 512) * 0.5 * 0.0133334, 6);
  });
});
