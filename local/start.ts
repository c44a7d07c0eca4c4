import { enableCompileCache } from 'node:module';
import { compileCache } from './template/run-directory.ts';

// Before anything else is loaded: most of a start's time would go into stripping types and compiling.
enableCompileCache(compileCache);
const { command } = await import('./program/command.ts');
const { start } = await import('./program/start.ts');
await command(start);
