import { command } from '../local/program/command.ts';
import { runEmulator } from './commands.ts';
import { localstack } from './localstack-container.ts';

await command(() => runEmulator(localstack));
