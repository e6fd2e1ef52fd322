import type { Command } from 'commander';
import { examine } from '#cli/doctor/examine.ts';
import { readOwner } from '../data-folder.ts';
import { exitCodes } from '../exit-codes.ts';
import { print } from '../output.ts';
import { configOf, type Flags } from '../setting-options.ts';
import { common } from './common.ts';

/** `recomengine doctor`: looks everything over. */
export function addDoctorCommand(command: Command): void {
  common(command).action(async (flags: Flags) => {
    const config = configOf(flags);
    const owner = readOwner(config.dataDir);
    const url = owner?.url ?? `http://${config.host}:${config.port}`;
    const findings = await examine(config, { url, settings: owner?.settings }, process.cwd());
    const marks = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' };
    print(
      flags,
      findings,
      findings
        .map(
          ({ check, state, detail, advice }) =>
            `${marks[state]} ${check.padEnd(24)} ${detail}${advice === null ? '' : `\n${' '.repeat(33)}→ ${advice}`}`,
        )
        .join('\n'),
    );
    if (findings.some(({ state }) => state === 'problem')) process.exitCode = exitCodes.failed;
  });
}
