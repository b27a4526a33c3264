import { processTerminal } from './operator/terminal.ts';
import { runRewrapCommand } from './rewrap/command.ts';

process.exitCode = await runRewrapCommand(process.argv.slice(2), processTerminal);
