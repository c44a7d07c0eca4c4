import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStub } from '../dynamodb/stub.ts';
import { type ColdFigures, coldStart, type WarmFigures, warmInvocations } from '../processes/function-timings.ts';
import { medians } from '../report/medians.ts';
import type { Bench, PartResult } from '../report/part.ts';
import { type Table, times } from '../report/table.ts';
import { type DeployedStage, synthesisedProduction } from '../subjects/deployed.ts';
import { newCharge } from '../subjects/events.ts';
import type { Subject } from '../subjects/subject.ts';

type TracingFigures = Pick<WarmFigures, 'cpuUs' | 'logBytes' | 'status'> &
  Pick<ColdFigures, 'bothMs' | 'processCpuMs'> &
  Readonly<{ packets: number }>;

type TracingParts = Readonly<{ rounds: number; functions: Readonly<Record<string, TracingFigures>> }>;

const invocations = { invocations: 2_000, warmUp: 1_000 };
const trace = 'Root=1-6740d1c5-000000000000000000000061;Parent=53995c3f42cd8ad8';

/** Measures a payment with and without tracing, in turn: a stage that is not traced, and traces that are sampled and not. */
export async function measureTracing({ rounds, deployed, progress }: Bench): Promise<PartResult> {
  await using started = new AsyncDisposableStack();
  const directory = mkdtempSync(join(tmpdir(), 'bench-tracing-'));
  started.defer(() => rmSync(directory, { recursive: true }));
  const [plain, traced] = [await deployed(), await synthesisedProduction(directory, { tracing: 'on' })];
  const daemon = createSocket('udp4').bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  started.defer(() => void daemon.close());
  let packets = 0;
  daemon.on('message', () => {
    packets += 1;
  });
  const address = `127.0.0.1:${daemon.address().port}`;
  const subjects = subjectsOf(plain, traced, address);
  const stub = await startStub();
  started.defer(stub.stop);

  const found = new Map<Subject, TracingFigures[]>(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round += 1) {
    progress(`tracing, round ${round + 1} of ${rounds}`);
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
      const before = packets;
      const warm = await warmInvocations(subject, stub.endpoint, invocations);
      const sent = (packets - before) / (invocations.invocations + invocations.warmUp);
      const { bothMs, processCpuMs } = await coldStart(subject, stub.endpoint);
      const { cpuUs, logBytes, status } = warm;
      found.get(subject)?.push({ cpuUs, logBytes, status, packets: sent, bothMs, processCpuMs });
    }
  }
  const functions = Object.fromEntries([...found].map(([{ name }, all]) => [name, medians(all, 2)]));
  return { figures: { rounds, functions } satisfies TracingParts, tables: [tableOf(functions, rounds)] };
}

function subjectsOf(plain: DeployedStage, traced: DeployedStage, daemon: string): readonly Subject[] {
  const sampled = (value: 0 | 1) => ({
    AWS_XRAY_DAEMON_ADDRESS: daemon,
    _X_AMZN_TRACE_ID: `${trace};Sampled=${value}`,
  });
  const untraced = plain.subject('create-payment', newCharge());
  const subject = traced.subject('create-payment', newCharge());
  return [
    { ...untraced, name: 'a payment, not traced' },
    { ...subject, name: 'a payment, its trace not sampled', environment: sampled(0) },
    { ...subject, name: 'a payment, its trace recorded', environment: sampled(1) },
  ];
}

function tableOf(functions: Readonly<Record<string, TracingFigures>>, rounds: number): Table {
  const base: TracingFigures | undefined = Object.values(functions)[0];
  return {
    title: `Tracing: CPU of a warm payment and of a cold start, medians of ${rounds} rounds in turn`,
    columns: ['function', 'CPU µs', '', 'cold ms', '', 'cold CPU ms', '', 'log bytes', 'UDP packets', 'status'],
    rows: Object.entries(functions).map(([name, one]) => [
      name,
      one.cpuUs.toFixed(0),
      times(one.cpuUs, base?.cpuUs),
      one.bothMs.toFixed(1),
      times(one.bothMs, base?.bothMs),
      one.processCpuMs.toFixed(0),
      times(one.processCpuMs, base?.processCpuMs),
      one.logBytes.toFixed(0),
      one.packets.toFixed(2),
      String(one.status),
    ]),
    notes: ['Cold: import and first invocation without TLS. A packet counts only if the daemon received it.'],
  };
}
