import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The program behind `npm start`. Checkouts from before 2026-11-28 have it in `local/`. */
export const startProgram = (project: string): string => {
  const program = join(project, 'tools', 'start.ts');
  return existsSync(program) ? program : join(project, 'local', 'start.ts');
};
