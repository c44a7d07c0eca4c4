import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { lambdaEnvironment } from './test/support/lambda-environment.ts';
import { UnitTestsFirst } from './test/support/unit-tests-first.ts';

const soak = 'test/**/*.soak.test.ts';
const template = ['test/lib/**/*.test.ts', 'test/bench/month.test.ts'];
// The templates of a stage by its options; `npm run test:templates` has those without any.
const soakTemplate = ['test/lib/**/*.soak.test.ts', 'test/bench/budgets.soak.test.ts'];
// Tables of tests of which `npm test` takes a few rows, or generated tests of which it takes a few cases; soak tests take the
// others, or all: test/support/faces.ts and cases.ts.
const repeated = {
  unit: [
    'test/commands/reconcile-report.test.ts',
    'test/contracts/strict-json.property.test.ts',
    'test/domain/merkle.test.ts',
    'test/functions/receive-processor-event.test.ts',
    'test/processor/mollie/events.test.ts',
    'test/prove/{mutants,replay,shops,store,timelines}.test.ts',
    'test/tools/{payment-row,reconcile-settlement}.test.ts',
    'test/webhooks/signature.test.ts',
  ],
  template: ['test/lib/{api-stack,bundles,storage-stack}.test.ts'],
  integration: ['test/integration/{exactly-once,one-payment,rpc-clients,rpc-other-clients}.test.ts'],
};
const integration = ['test/integration/**/*.test.ts', 'test/examples/**/*.test.ts'];

/** Far above what any test takes, however busy the machine is: only a test that hangs reaches them. */
const patience = { testTimeout: 600_000, hookTimeout: 600_000, expect: { poll: { timeout: 300_000, interval: 20 } } };

// Nearly all that a test makes dies young: with more room for that, tests take a twentieth less processor time (0427).
const roomy = { execArgv: ['--max-semi-space-size=64'] };

// CDK's validation of templates takes longer than all the rest of a synthesis; `cdk synth` and CI run it.
const withoutValidation = { CDK_VALIDATION: 'false' };

// Go's garbage collector would take a fifth of esbuild's time.
const quickBundles = { GOGC: '400' };

// Otherwise Vite loads a second copy of graphql beside the one that graphql-http imports.
const server = { deps: { inline: ['graphql-http'] } };

export default defineConfig({
  test: {
    globalSetup: ['test/support/temporary-folder.ts'],
    reporters: ['default', 'json'],
    outputFile: { json: '.build/test-results.json' },
    // Concurrent tests wait for most of their time.
    maxConcurrency: 14,
    // One more than processors, because tests wait for time-outs and processes; each further one only loads all modules (0427).
    maxWorkers: availableParallelism() + 1,
    // The environment for the integration tests is built while the others run (0426).
    sequence: { sequencer: UnitTestsFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [soak, ...template, ...integration],
          ...patience,
          ...roomy,
          isolate: false,
          setupFiles: ['test/support/own-modules.ts'],
          env: { ...lambdaEnvironment, ...quickBundles, FACES: 'few' },
          sequence: { shuffle: true },
          server,
        },
      },
      {
        test: {
          name: 'template',
          include: template,
          exclude: [soak],
          ...patience,
          // The files of a worker share what they synthesise (test/support/synth.ts), and so do workers.
          isolate: false,
          globalSetup: ['test/support/shared-templates.ts'],
          env: { ...withoutValidation, ...quickBundles, FACES: 'few' },
        },
      },
      {
        test: {
          name: 'integration',
          include: integration,
          exclude: [soak],
          globalSetup: ['test/support/shared-environment.ts'],
          setupFiles: ['test/support/own-modules.ts', 'test/integration/setup.ts'],
          ...patience,
          ...roomy,
          isolate: false,
          env: { ...lambdaEnvironment, ...withoutValidation, FACES: 'few' },
        },
      },
      {
        test: {
          name: 'soak-faces',
          include: repeated.integration,
          globalSetup: ['test/support/shared-environment.ts'],
          setupFiles: ['test/support/own-modules.ts', 'test/integration/setup.ts'],
          ...patience,
          isolate: false,
          env: { ...lambdaEnvironment, ...withoutValidation, FACES: 'rest' },
        },
      },
      {
        test: {
          name: 'soak-cases',
          include: repeated.unit,
          ...patience,
          isolate: false,
          setupFiles: ['test/support/own-modules.ts'],
          env: { ...lambdaEnvironment, FACES: 'rest' },
          server,
        },
      },
      {
        test: {
          name: 'soak-template',
          include: [...soakTemplate, ...repeated.template],
          ...patience,
          testTimeout: 1_800_000,
          isolate: false,
          globalSetup: ['test/support/shared-templates.ts'],
          env: { ...withoutValidation, ...quickBundles, FACES: 'rest' },
        },
      },
      {
        test: {
          name: 'soak',
          include: [soak],
          exclude: soakTemplate,
          ...patience,
          testTimeout: 1_800_000,
          env: { ...lambdaEnvironment, ...withoutValidation },
          server,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: [
        'client/*.ts',
        'client/keys/*.ts',
        'edge/**/*.ts',
        'functions/**/*.ts',
        'src/**/*.ts',
        'lib/**/*.ts',
        'doubles/**/*.ts',
        'hermetic/**/*.ts',
        'prove/**/*.ts',
        'tools/**/*.ts',
      ],
      reporter: ['text', 'lcov'],
      // For `npm test` and the tests of templates as a whole, which CI runs with --coverage; a part of it reaches none of them.
      // Rounded down, because the simulator and the servers take other branches in each run. Programs that tests start as
      // processes count as not covered.
      thresholds: {
        statements: 82,
        branches: 81,
        functions: 82,
        lines: 83,
        '{src,functions}/**/*.ts': { statements: 98, branches: 95, functions: 98, lines: 98 },
      },
    },
  },
});
