import { enableCompileCache } from 'node:module';
import { compileCache } from './app/local-directory.ts';

// Must come before other imports: without the cache, a start spends most of its time on type stripping and compiling.
enableCompileCache(compileCache);
const { command } = await import('../hermetic/process/command.ts');
const { start } = await import('./start/start.ts');
await command(start);
