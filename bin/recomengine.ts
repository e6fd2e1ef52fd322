#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addCommands } from './commands/index.ts';
import { keepCompiled } from './compile-cache.ts';
import { exitCodes, failureOf } from './exit-codes.ts';
import { tellFailure, watchOutput } from './output.ts';
import { productVersion } from './product-version.ts';

// Before the modules of a command are loaded.
keepCompiled();
const isJson = process.argv.includes('--json');

const program = new Command('recomengine')
  .description('Product recommendations, event-sourced. stdout is data, stderr is progress.')
  .version(productVersion)
  .addHelpText(
    'after',
    '\nExit codes: 0 done, 1 failed, 2 wrong use or configuration, 3 cannot be reached, 4 done but the API refused some input, 5 a gate of `evaluate` has failed.',
  )
  .exitOverride();
// Subcommands copy these settings when they are made. Under --json the only output about a failure is the one below.
if (isJson) program.configureOutput({ writeErr: () => {} });
else program.showHelpAfterError();
await addCommands(program, process.argv.slice(2));

watchOutput();
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = end(error);
}

function end(error: unknown): number {
  // Commander has printed the help or the version, as asked.
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done;
  const failure = failureOf(error);
  // Commander has printed its own errors already, with the help of the command.
  if (isJson || !(error instanceof CommanderError)) tellFailure(failure, isJson);
  return failure.exitCode;
}
