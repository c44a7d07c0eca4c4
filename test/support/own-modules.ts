import { vi } from 'vitest';

// The files of a project share a process, because starting Node and loading packages takes four times as long as the
// tests do. Our own modules and the environment variables are each file's own all the same: modules read variables when
// they are loaded, as on Lambda.
const shared = globalThis as { variablesAtStart?: NodeJS.ProcessEnv };
shared.variablesAtStart ??= { ...process.env };
for (const name of Object.keys(process.env)) if (!(name in shared.variablesAtStart)) delete process.env[name];
Object.assign(process.env, shared.variablesAtStart);
vi.resetModules();
