import type { Command } from 'commander';
import { print } from '../output.ts';
import { configOf } from '../setting-options.ts';
import { common } from './common.ts';

const shared = { common, configOf, print };

/** Every command of `recomengine`, in the order of the help. Each loads its own modules: those of all commands take seconds of CPU. */
const commands: Readonly<Record<string, (program: Command) => Promise<void>>> = {
  start: async (program) => (await import('./start.ts')).addStartCommand(program),
  console: async (program) => (await import('./console.ts')).addConsoleCommand(program),
  migrate: async (program) => (await import('./migrate.ts')).addMigrateCommand(program),
  import: async (program) => (await import('./import.ts')).addImportCommands(program, shared),
  seed: async (program) => (await import('./seed.ts')).addSeedCommand(program, shared),
  bench: async (program) => (await import('./bench.ts')).addBenchCommand(program),
  evaluate: async (program) => (await import('./evaluate.ts')).addEvaluateCommand(program, shared),
  experiment: async (program) => (await import('./experiment.ts')).addExperimentCommands(program, shared),
  topics: async (program) => (await import('./topics.ts')).addTopicCommands(program),
  'dead-letters': async (program) => (await import('./dead-letters.ts')).addDeadLetterCommands(program),
  rebuild: async (program) => (await import('./rebuild.ts')).addRebuildCommand(program, shared),
  archive: async (program) => (await import('./archive.ts')).addArchiveCommand(program, shared),
  analytics: async (program) => (await import('./analytics.ts')).addAnalyticsCommand(program, shared),
  'move-to-broker': async (program) => (await import('./move-to-broker.ts')).addMoveToBrokerCommand(program),
  doctor: async (program) => (await import('./doctor.ts')).addDoctorCommand(program),
};

/** Adds the command that is called; if none of ours is, all of them, so that the help and the proposal for a misspelt one know them. */
export async function addCommands(program: Command, called: string | undefined): Promise<void> {
  const add = called !== undefined && Object.hasOwn(commands, called) ? commands[called] : undefined;
  for (const one of add === undefined ? Object.values(commands) : [add]) await one(program);
}
