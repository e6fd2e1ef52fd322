import type { Command } from 'commander';
import { print } from '../output.ts';
import { configOf } from '../setting-options.ts';
import { common } from './common.ts';

const shared = { common, configOf, print };

/** `complete` adds to a command what it takes and does, of which only its name and description are there before. */
type LazyCommand = { description: string; complete(command: Command): Promise<void> };

/** Every command of `recomengine`, in the order of the help. Each loads its own modules: those of all commands take seconds of CPU. */
const commands: Readonly<Record<string, LazyCommand>> = {
  start: {
    description: 'run the whole product in the foreground; Ctrl-C stops it',
    complete: async (command) => (await import('./start.ts')).addStartCommand(command),
  },
  console: {
    description: 'run the console alone, for an API that runs elsewhere',
    complete: async (command) => (await import('./console.ts')).addConsoleCommand(command),
  },
  migrate: {
    description: 'bring the database of a running data folder to the newest version',
    complete: async (command) => (await import('./migrate.ts')).addMigrateCommand(command),
  },
  import: {
    description:
      'stream a file through the HTTP API, as catalog and events; it can be interrupted and goes on where it was',
    complete: async (command) => (await import('./import.ts')).addImportCommands(command, shared),
  },
  seed: {
    description: 'fill a tenant with the demo shop: a catalog, and a year of shoppers until now',
    complete: async (command) => (await import('./seed.ts')).addSeedCommand(command, shared),
  },
  bench: {
    description: 'measure every service level against a product of its own; about 9 minutes on two cores',
    complete: async (command) => (await import('./bench.ts')).addBenchCommand(command),
  },
  evaluate: {
    description: 'how often strategies recommend what shoppers chose next, by the code that serves (docs/evaluate.md)',
    complete: async (command) => (await import('./evaluate.ts')).addEvaluateCommand(command, shared),
  },
  experiment: {
    description: 'what a tenant tries, and what it found',
    complete: async (command) => (await import('./experiment.ts')).addExperimentCommands(command, shared),
  },
  topics: {
    description: 'the topics of the log',
    complete: async (command) => (await import('./topics.ts')).addTopicCommands(command),
  },
  'dead-letters': {
    description: 'records that could not be used',
    complete: async (command) => (await import('./dead-letters.ts')).addDeadLetterCommands(command),
  },
  rebuild: {
    description: 'build a projection again beside the live one, and swap; Ctrl-C cancels it',
    complete: async (command) => (await import('./rebuild.ts')).addRebuildCommand(command, shared),
  },
  replay: {
    description: 'evaluate, export or rebuild in the background, as on the console, and see what it found',
    complete: async (command) => (await import('./replay.ts')).addReplayCommands(command, shared),
  },
  fork: {
    description: 'make a sandbox of a tenant, with its catalog, events and settings, to try things on',
    complete: async (command) => (await import('./fork.ts')).addForkCommand(command, shared),
  },
  tenant: {
    description: 'write all that a tenant has stored to a file, or make a tenant of such a file',
    complete: async (command) => (await import('./tenant.ts')).addTenantCommands(command, shared),
  },
  archive: {
    description: 'move months of raw events out of the database into files',
    complete: async (command) => (await import('./archive.ts')).addArchiveCommand(command, shared),
  },
  backup: {
    description: 'copy the product while it runs, so that `restore` can make it again; or look a backup over',
    complete: async (command) => (await import('./backup.ts')).addBackupCommand(command),
  },
  restore: {
    description: 'make the product of a backup in an empty folder, and say what is newer than the backup',
    complete: async (command) => (await import('./restore.ts')).addRestoreCommand(command),
  },
  scrub: {
    description: 'leave nothing of erased shoppers in the files of Postgres; each table is locked meanwhile',
    complete: async (command) => (await import('./scrub.ts')).addScrubCommand(command, shared),
  },
  analytics: {
    description: "what a tenant's recommendations led to, beside the days before",
    complete: async (command) => (await import('./analytics.ts')).addAnalyticsCommand(command, shared),
  },
  'move-to-broker': {
    description: 'move the log of a product that is stopped to the broker',
    complete: async (command) => (await import('./move-to-broker.ts')).addMoveToBrokerCommand(command),
  },
  doctor: {
    description: 'look everything over, and say what is wrong and what to do',
    complete: async (command) => (await import('./doctor.ts')).addDoctorCommand(command),
  },
};

/**
 * Adds the command that these words call, or whose help they ask for; if that is none of ours, the names and descriptions of all, which is what the
 * help and the proposal for a misspelt one tell.
 */
export async function addCommands(program: Command, words: readonly string[]): Promise<void> {
  const called = words[0] === 'help' ? words[1] : words[0];
  const own = called !== undefined && Object.hasOwn(commands, called) ? commands[called] : undefined;
  if (called !== undefined && own !== undefined) {
    await own.complete(program.command(called).description(own.description));
    return;
  }
  for (const [name, { description }] of Object.entries(commands)) program.command(name).description(description);
}
