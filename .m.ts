import { lambdaEnvironment } from './test/support/lambda-environment.ts';
Object.assign(process.env, lambdaEnvironment, { PROCESSOR_TRIGGERS: 'off' });
const { simulate } = await import('./prove/simulation/simulation.ts');
const { mutants } = await import('./prove/simulation/mutants.ts');
const mutant = mutants.find((one) => one.name === 'pending-fence-not-marked');
let out = 'SURVIVED';
for (let seed = 1; seed <= 1000; seed++) { const { violations } = await simulate(seed, { mutant }); if (violations.length) { out = seed + ' ' + violations[0]!.invariant + ': ' + violations[0]!.what.slice(0, 150); break; } }
console.log('pending-fence-not-marked', out);
