import { basename } from 'node:path';
import { beforeEach, type TestContext } from 'vitest';
import { sharedVariables } from '../support/environment-news.ts';
import { targetName } from '../support/target.ts';
import { skips } from './skips.ts';

Object.assign(process.env, await sharedVariables());

type Task = Readonly<{ name: string; suite?: Task | undefined }>;

const nameOf = ({ name, suite }: Task): string => (suite === undefined ? name : `${nameOf(suite)} > ${name}`);

beforeEach(({ task, skip }: TestContext) => {
  const name = `${basename(task.file.name, '.test.ts')} > ${nameOf(task)}`;
  const found = skips.find(({ target, test }) => target === targetName() && name.startsWith(test));
  if (found) skip(found.gap);
});
