import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';

/** The bench measures the product as its user starts it, so it is a program of its own, and no file of the server imports it. */
const root = join(import.meta.dirname, '..', '..');
const program = join('bench', 'run.ts');

type Flags = { quick?: boolean; write?: boolean; json?: boolean };

/** `recomengine bench`: measures every service level on a product that it starts itself, on a free port, in a folder that it removes. */
export function addBenchCommand(command: Command): void {
  command
    .option('--quick', 'a tenth of the events and time, to see that it runs')
    .option('--write', 'also renew the table of docs/benchmarks.md')
    .option('--json', 'answer in JSON')
    .action(async (flags: Flags) => {
      if (!existsSync(join(root, program)))
        throw new Error(`${program} is not there: measure in a clone of the repository`);
      const given = (['quick', 'write', 'json'] as const).filter((name) => flags[name] === true);
      process.exitCode = await run(given.map((name) => `--${name}`));
    });
}

/** Returns its exit code; if a signal ended it, the code that a shell would show. A signal that reaches only us is passed on, so that the bench stops and removes its product. */
function run(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit' });
    const passOn = (signal: NodeJS.Signals) => child.kill(signal);
    process.on('SIGTERM', passOn);
    // Ctrl-C reaches the child through the terminal.
    const stay = () => {};
    process.on('SIGINT', stay);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.off('SIGTERM', passOn);
      process.off('SIGINT', stay);
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']);
    });
  });
}
