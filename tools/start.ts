import { enableCompileCache } from 'node:module';
import { compileCache } from './app/local-directory.ts';

// Before anything else is loaded: most of a start's time would go into stripping types and compiling.
enableCompileCache(compileCache);
const { command } = await import('../hermetic/process/command.ts');
const { start } = await import('./start/start.ts');
await command(start);
