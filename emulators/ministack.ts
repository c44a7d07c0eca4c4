import { command } from '../hermetic/process/command.ts';
import { runEmulator } from './commands.ts';
import { ministack } from './ministack-process.ts';

await command(() => runEmulator(ministack));
