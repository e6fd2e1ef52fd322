import { Command } from 'commander';
import { ConfigError } from '#runtime/config/read-config.ts';
import { type ChildSettings, isChild, readChildSettings } from './child.ts';
import { failureOf } from './exit-codes.ts';
import { tellFailure } from './output.ts';
import { configOf, withSettings } from './setting-options.ts';

/** `isAlone`: nobody has started it who would tell it of others, and end it. */
export type ProcessSettings = ChildSettings & { isAlone: boolean };

/**
 * What a process is to run with: from the parent that started it, else, where it runs alone, from flags, environment and `.env`. Alone it
 * needs a broker and a Postgres that others reach too. Ends the process where that is wrong.
 */
export async function processSettings(name: string): Promise<ProcessSettings> {
  if (isChild()) return { ...readChildSettings(), isAlone: false };
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
    return { config, apiUrl, processorUrl, instance: 0, isAlone: true };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.exitCode !== 0) tellFailure(failure, false);
    process.exit(failure.exitCode);
  }
}
