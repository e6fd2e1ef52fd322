import { runProcessors } from '#processors/run-processors.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { openDatabase } from '#stores/postgres/database.ts';
import type { ApiApp } from './api-app.ts';
import { type Fact, recordOf } from './facts.ts';
import { waitFor } from './wait-for.ts';

/** The processors beside an `ApiApp`, on its log and database. */
export type ApiProcessors = {
  append(facts: readonly Fact[]): Promise<void>;
  /** Resolves when all that is on the log is folded. */
  drained(): Promise<void>;
  close(): Promise<void>;
};

export async function openApiProcessors({ log, testDatabase }: ApiApp): Promise<ApiProcessors> {
  const database = openDatabase({ url: testDatabase.processorUrl, max: 8, applicationName: 'processor' });
  const metrics = { observeBatch: () => {}, countDeadLetter: () => {}, countFenced: () => {} };
  const processors = await runProcessors({ log, database, logger: createSilentLogger(), metrics });
  return {
    async append(facts) {
      await log.append('events', facts.map(recordOf));
    },
    drained: () =>
      waitFor(
        async () => (await processors.lag()).every(({ lag, state }) => lag === 0 && state === 'running'),
        () => 'drained',
      ),
    async close() {
      await processors.close();
      await database.close();
    },
  };
}
