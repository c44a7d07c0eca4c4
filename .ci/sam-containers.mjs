// Checks what sam local invoke would have started: node .ci/sam-containers.mjs <containers.log> <address of DynamoDB>
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , file = '', endpoint] = process.argv;
const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
const containers = lines.map((line) => JSON.parse(line));

/** The tables that a function is told of, by its name in the template. */
const tables = {
  CreatePayment: ['payments'],
  ChargeTrip: ['payments'],
  CreateOrderPayment: ['payments', 'orders'],
  ListPayments: ['payments', 'projections'],
  GetOpenapi: [],
};

const wrong = Object.entries(tables).flatMap(([name, names]) => {
  const container = containers.find(({ Labels }) => Labels['sam.cli.function.name'] === name);
  if (container === undefined) return [`${name}: no container`];
  const [code = ''] = container.HostConfig.Binds.map((bind) => bind.split(':')[0]);
  const wanted = [
    `AWS_ENDPOINT_URL_DYNAMODB=${endpoint}`,
    'STAGE=local',
    ...names.map((table) => `${table.toUpperCase()}_TABLE=payment-service-local-${table}`),
  ];
  const missing = wanted.filter((variable) => !container.Env.includes(variable));
  return [
    ...missing.map((variable) => `${name}: ${variable} is missing from ${container.Env.join(' ')}`),
    ...(existsSync(join(code, 'index.js')) ? [] : [`${name}: no code in ${code}`]),
  ];
});
for (const line of wrong) process.stderr.write(`${line}\n`);
if (wrong.length > 0) process.exit(1);
process.stdout.write(
  `sam local invoke: ${containers.length} containers with their code, tables and the address of DynamoDB\n`,
);
