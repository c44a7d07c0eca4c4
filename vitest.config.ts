import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { lambdaEnvironment } from './test/support/lambda-environment.ts';

export default defineConfig({
  test: {
    reporters: ['default', 'json'],
    outputFile: { json: '.build/test-results.json' },
    // What is marked as concurrent waits for most of its time.
    maxConcurrency: 14,
    // So does an integration test: of two at a time, one leaves room for the other, on two cores, too.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/examples/**', 'test/lib/**', 'test/bench/budgets.test.ts'],
          env: lambdaEnvironment,
          sequence: { shuffle: true },
          // Else it would load another copy of graphql than what imports both.
          server: { deps: { inline: ['graphql-http'] } },
        },
      },
      {
        test: {
          name: 'template',
          include: ['test/lib/**/*.test.ts', 'test/bench/budgets.test.ts'],
          testTimeout: 60_000,
          env: { CDK_VALIDATION: 'false' },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/examples/**/*.test.ts'],
          setupFiles: ['test/integration/setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          env: { ...lambdaEnvironment, CDK_VALIDATION: 'false' },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['edge/**/*.ts', 'functions/**/*.ts', 'src/**/*.ts', 'lib/**/*.ts', 'local/**/*.ts'],
      reporter: ['text', 'lcov'],
    },
  },
});
