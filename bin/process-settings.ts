import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { ConfigError } from '#runtime/config/read-config.ts';
import { closeToOthers, keepToOwner } from '#runtime/owner-only.ts';
import { type ChildSettings, isChild, receiveChildSettings } from './child.ts';
import { failureOf } from './exit-codes.ts';
import { tellFailure } from './output.ts';
import { configOf, withSettings } from './setting-options.ts';

/** `isAlone`: no parent has started the process, so none tells it about other processes or ends it. */
export type ProcessSettings = ChildSettings & { isAlone: boolean };

/**
 * Returns the settings of a process: from the parent that started it, else from flags, environment and `.env`. Without a parent it needs a
 * broker and a Postgres that other machines reach too. Ends the process if the settings are wrong.
 */
export async function processSettings(name: string): Promise<ProcessSettings> {
  if (isChild()) return { ...(await receiveChildSettings()), isAlone: false };
  try {
    const program = withSettings(
      new Command(name).description(`RecomEngine's ${name}, alone; any number of it may run`),
    );
    await program.parseAsync();
    const config = { ...configOf(program.opts(), true), demo: false };
    const { kafkaBrokers, databaseApiUrl: apiUrl, databaseProcessorUrl: processorUrl } = config;
    if (kafkaBrokers === null || apiUrl === null || processorUrl === null)
      throw new ConfigError([
        `${name} alone needs KAFKA_BROKERS, DATABASE_URL, DATABASE_PROCESSOR_URL and DATABASE_API_URL: see docs/operations.md. On one machine use \`recomengine start\`.`,
      ]);
    keepToOwner();
    if (existsSync(config.dataDir)) closeToOthers(config.dataDir);
    return { config, apiUrl, processorUrl, instance: 0, isAlone: true };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.exitCode !== 0) tellFailure(failure, false);
    process.exit(failure.exitCode);
  }
}
