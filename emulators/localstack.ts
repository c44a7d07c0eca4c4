import { command } from '../hermetic/process/command.ts';
import { runEmulator } from './commands.ts';
import { localstack } from './localstack-container.ts';

await command(() => runEmulator(localstack));
