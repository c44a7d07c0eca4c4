import { basename } from 'node:path';
import { beforeEach, type TestContext } from 'vitest';
import { targetName } from '../support/target.ts';
import { skips } from './skips.ts';

type Named = Readonly<{ name: string; suite?: Named | undefined }>;

const nameOf = ({ name, suite }: Named): string => (suite === undefined ? name : `${nameOf(suite)} > ${name}`);

beforeEach(({ task, skip }: TestContext) => {
  const name = `${basename(task.file.name, '.test.ts')} > ${nameOf(task)}`;
  const found = skips.find(({ target, test }) => target === targetName() && name.startsWith(test));
  if (found) skip(found.gap);
});
