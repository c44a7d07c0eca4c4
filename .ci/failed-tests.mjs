// Prints a line for each test that failed, from the reports of vitest that are named and there.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const print = (file, text) => process.stdout.write(`failed: ${relative('.', file)}: ${text}\n`);

for (const file of process.argv.slice(2).filter((name) => existsSync(name))) {
  for (const { name, status, message, assertionResults } of JSON.parse(readFileSync(file, 'utf8')).testResults) {
    const tests = assertionResults.filter((test) => test.status === 'failed');
    for (const { fullName } of tests) print(name, fullName);
    // A file that could not be read has no tests.
    if (status === 'failed' && tests.length === 0) print(name, message);
  }
}
