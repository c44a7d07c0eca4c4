import { join } from 'node:path';

/** Git-ignored. Everything that the tools write is in it, except backups, exports and `--data`. */
export const localDirectory = join(import.meta.dirname, '..', '..', '.local');

/** Node's compile cache (`NODE_COMPILE_CACHE`): it spares each start most of the type stripping. */
export const compileCache = join(localDirectory, 'compile-cache');
