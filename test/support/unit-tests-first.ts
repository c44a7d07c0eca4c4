import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Take longest, and their size does not show it: begun last, they would keep one worker busy while the others are done. */
const longest = [
  'documented.test.ts',
  'test-clock.test.ts',
  'events.test.ts',
  'rides-contract.test.ts',
  'rpc-clients.test.ts',
  'one-payment.test.ts',
  'services-contract.test.ts',
  'orders-contract.test.ts',
];

/** Runs the files that need the shared environment last, because it is built while the others run; of these, the longest first. */
export class UnitTestsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ project }: TestSpecification) =>
      [project.config.globalSetup].flat().some((file) => file.endsWith('shared-environment.ts'));
    const isLong = ({ moduleId }: TestSpecification) => longest.some((file) => moduleId.endsWith(`/${file}`));
    const waiting = sorted.filter(waits);
    return [
      ...sorted.filter((file) => !waits(file)),
      ...waiting.filter(isLong),
      ...waiting.filter((file) => !isLong(file)),
    ];
  }
}
