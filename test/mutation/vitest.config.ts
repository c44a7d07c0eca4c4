import { defineConfig } from 'vitest/config';
import { lambdaEnvironment } from '../support/lambda-environment.ts';

/** The tests that mutants of the rules and contracts have to get past: fast, and in this process alone. */
export default defineConfig({
  test: {
    include: ['test/{domain,contracts,commands,functions}/**/*.test.ts'],
    exclude: ['test/contracts/strict-json.property.test.ts'],
    env: lambdaEnvironment,
  },
});
