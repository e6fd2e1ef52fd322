#!/usr/bin/env node
import { Command } from 'commander';
import { NotRunning } from '#cli/embedded-parts.ts';
import { ConfigError } from '#runtime/config.ts';
import { UnfitPostgres } from '#stores/postgres/prepare-external.ts';
import { addCommands } from './commands.ts';
import { FolderInUse } from './data-folder.ts';
import { exitCodes } from './exit-codes.ts';
import { PortUnusable } from './until-port-free.ts';

const program = new Command('recomengine')
  .description('Product recommendations, event-sourced. stdout is data, stderr is progress.')
  .addHelpText(
    'after',
    '\nExit codes: 0 done, 1 failed, 2 wrong use or configuration, 3 cannot be reached, 4 done but some input was refused.',
  )
  .showHelpAfterError();
addCommands(program);
program.exitOverride();
for (const command of program.commands) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  // Commander has printed its own; help asked for is no error.
  if (error instanceof Error && 'exitCode' in error)
    return Number(error.exitCode) === 0 ? exitCodes.done : exitCodes.usage;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (
    error instanceof ConfigError ||
    error instanceof FolderInUse ||
    error instanceof PortUnusable ||
    error instanceof UnfitPostgres
  )
    return exitCodes.usage;
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return error instanceof NotRunning || code === 'database_unavailable' || code === 'unavailable'
    ? exitCodes.unreachable
    : exitCodes.failed;
}
