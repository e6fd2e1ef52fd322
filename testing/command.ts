import { spawn } from 'node:child_process';

export type CommandResult = { code: number | null; stdout: string; stderr: string };

const commandTimeoutMs = 120_000;

export type CommandOptions = {
  env?: Record<string, string>;
  /** The signal that the command gets once this resolves. */
  stop?: Promise<NodeJS.Signals>;
};

/** Runs `recomengine …` as a user would, and returns what it printed. */
export function recomengine(
  ...given: readonly string[] | readonly [CommandOptions, ...string[]]
): Promise<CommandResult> {
  const [first, ...rest] = given;
  const [options, args] = typeof first === 'object' ? [first, rest] : [{}, given];
  return new Promise((resolve, reject) => {
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, ['bin/recomengine.ts', ...(args as string[])], {
      env: { PATH, HOME, ...options.env },
      timeout: commandTimeoutMs,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    options.stop?.then((signal) => child.kill(signal), reject);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
