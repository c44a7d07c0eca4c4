import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { selfSignedCertificate } from '../dynamodb/certificate.ts';
import { startStub } from '../dynamodb/stub.ts';
import { type ColdFigures, codeFile, coldStart } from '../processes/function-timings.ts';
import { medians } from '../report/medians.ts';
import type { Bench, PartResult } from '../report/part.ts';
import { type Table, times } from '../report/table.ts';
import { bundleBaselines } from '../subjects/baselines.ts';
import type { DeployedStage } from '../subjects/deployed.ts';
import { eventOf, newCharge, newOrderPayment, newRefund, newTripCharge } from '../subjects/events.ts';
import type { Subject } from '../subjects/subject.ts';

/** Medians over all rounds, and the code size. */
export type Cold = Readonly<{ kilobytes: number; kilobytesZipped: number }> & ColdFigures;

export type ColdParts = Readonly<{ rounds: number; functions: Readonly<Record<string, Cold>> }>;

/** Functions that clients wait for. The other functions are similar. */
const coldSubjects = (deployed: DeployedStage): readonly Subject[] => [
  deployed.subject('create-payment', newCharge()),
  connectingAtTheFirstCall(deployed.subject('create-payment', newCharge())),
  deployed.subject('create-order-payment', newOrderPayment()),
  deployed.subject('charge-trip', newTripCharge()),
  deployed.subject('refund-payment', newRefund()),
  deployed.subject('get-payment', eventOf('get-payment', { pathParameters: { payment_id: '1' } })),
  deployed.subject('list-payments'),
  deployed.subject('customers-create-payment'),
  deployed.subject('services-request-payment'),
];

/** The same function without opening a connection during init, to measure what that saves. */
const connectingAtTheFirstCall = (subject: Subject): Subject => ({
  ...subject,
  name: `${subject.name}, connecting at its first call`,
  environment: { AWS_LAMBDA_INITIALIZATION_TYPE: '' },
});

/** Measures import and first invocation, each in a fresh process. */
export async function measureCold({ rounds, deployed, progress }: Bench): Promise<PartResult> {
  const { sample, durable, hello } = await bundleBaselines();
  const subjects = [sample, durable, hello, ...coldSubjects(await deployed())];
  await using started = new AsyncDisposableStack();
  const certificate = await selfSignedCertificate();
  started.defer(certificate.remove);
  const stub = await startStub(certificate);
  started.defer(stub.stop);
  const found = new Map<Subject, ColdFigures[]>(subjects.map((subject) => [subject, []]));
  // The first round only warms the file system caches.
  for (let round = -1; round < rounds; round += 1) {
    progress(`cold starts, round ${round + 1} of ${rounds}`);
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
      const figures = await coldStart(subject, stub.endpoint, certificate.file);
      if (round >= 0) found.get(subject)?.push(figures);
    }
  }
  const functions = Object.fromEntries(
    [...found].map(([subject, all]) => [subject.name, { ...sizeOf(subject), ...medians(all) }]),
  );
  return { figures: { rounds, functions } satisfies ColdParts, tables: [tableOf(functions, rounds)] };
}

function sizeOf({ declared }: Subject) {
  const code = readFileSync(codeFile(declared));
  return { kilobytes: Math.round(code.length / 1_000), kilobytesZipped: Math.round(gzipSync(code).length / 1_000) };
}

function tableOf(functions: Readonly<Record<string, Cold>>, rounds: number): Table {
  const base: Cold | undefined = functions['the reference sample'];
  return {
    title: `Cold start with TLS: import and first invoke in a fresh process, medians of ${rounds} rounds in turn`,
    columns: [
      'function',
      'KB',
      'import ms',
      'first ms',
      'both ms',
      'of sample',
      'first CPU ms',
      'CPU ms',
      'of sample',
      'status',
    ],
    rows: Object.entries(functions).map(([name, one]) => [
      name,
      String(one.kilobytes),
      one.importMs.toFixed(1),
      one.firstMs.toFixed(1),
      one.bothMs.toFixed(1),
      times(one.bothMs, base?.bothMs),
      one.firstCpuMs.toFixed(1),
      one.processCpuMs.toFixed(0),
      times(one.processCpuMs, base?.processCpuMs),
      String(one.status),
    ]),
  };
}
