// What bin/countersign.js hands over to, already under the right Node.
import { about, commands } from './commands.ts';
import { processIo } from './frame/io.ts';
import { runProgram } from './frame/program.ts';

process.exitCode = await runProgram(commands, about, process.argv.slice(2), processIo());
