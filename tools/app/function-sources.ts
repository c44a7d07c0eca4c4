import type { Source } from '../../lib/bundle.ts';
import { requestorRoutes } from '../../lib/requestor.ts';
import { routes } from '../../lib/routes.ts';
import { stubRoutes } from '../../lib/stubs.ts';
import { workers } from '../../lib/workers.ts';

/** Every function that a stage may have. */
export const functionSources: readonly (Source & Readonly<{ putsEvents?: true }>)[] = [
  ...routes,
  ...workers,
  ...stubRoutes,
  ...requestorRoutes,
];
