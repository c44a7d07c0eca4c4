import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Runs the files that need the shared environment last, because it is built while the others run. */
export class UnitTestsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ project }: TestSpecification) =>
      [project.config.globalSetup].flat().some((file) => file.endsWith('shared-environment.ts'));
    return [...sorted.filter((file) => !waits(file)), ...sorted.filter(waits)];
  }
}
