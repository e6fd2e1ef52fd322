import type { ReplayTask } from '#schemas/http/replay-settings.ts';
import type { Found, ReplayWork } from './replay-work.ts';

/** Does what a replay was asked for. Each kind loads its own modules, since those of all take a second of CPU. */
export async function runReplay(task: ReplayTask, work: Omit<ReplayWork<never>, 'settings'>): Promise<Found> {
  switch (task.kind) {
    case 'evaluate':
      return (await import('./evaluate.ts')).evaluate({ ...work, settings: task.settings });
    case 'whatIf':
      return (await import('./what-if/what-if.ts')).whatIf({ ...work, settings: task.settings });
    case 'asOf':
      return (await import('./as-of.ts')).asOf({ ...work, settings: task.settings });
    case 'export':
      return (await import('./export/export-tables.ts')).exportTables({ ...work, settings: task.settings });
    case 'rebuild':
      return (await import('./rebuild.ts')).rebuild({ ...work, settings: task.settings });
  }
}
