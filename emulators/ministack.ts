import { command } from '../local/program/command.ts';
import { runEmulator } from './commands.ts';
import { ministack } from './ministack-process.ts';

await command(() => runEmulator(ministack));
