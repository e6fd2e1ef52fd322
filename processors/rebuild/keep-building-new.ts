import { type KeptDoing, keepDoing } from '#runtime/keep-doing.ts';
import type { Logger } from '#runtime/logger.ts';
import type { Database } from '#stores/postgres/database.ts';
import { readNewProjections } from '#stores/projections/read-states.ts';
import { projections as allProjections } from '../index.ts';
import { foldedTopics, type Projection } from '../projection.ts';
import { MonthsArchived, RebuildUnderWay } from './rebuild-errors.ts';
import { rebuildProjection } from './rebuild-projection.ts';

/** The loader registers what is new within the first moments. */
const firstAfterMs = 5_000;
const lookEveryMs = 60_000;

/**
 * Builds what an upgrade has brought: a projection that is new to a database which has read events before has not folded these, and would stay empty.
 * It is built as by `recomengine rebuild`, one after the other, by one of all processes. If months are archived it is left to that command, which brings them back,
 * and the log says so. `database` needs statements of minutes and three connections.
 */
export function keepBuildingNew(deps: {
  database: Database;
  logger: Logger;
  projections?: readonly Projection[];
  firstAfterMs?: number;
}): KeptDoing {
  const { database, logger, projections = allProjections } = deps;
  const leftAlone = new Set<string>();

  const build = async (projection: Projection, signal: AbortSignal) => {
    const { name } = projection;
    try {
      logger.info(`projection ${name} is new here: it is built from the events that were read before`);
      const { events, seconds } = await rebuildProjection({ projection, database, log: null, signal });
      logger.info(`projection ${name} is built: ${events} events in ${seconds.toFixed(1)} s`);
    } catch (error) {
      if (signal.aborted || error instanceof RebuildUnderWay) return;
      if (!(error instanceof MonthsArchived)) throw error;
      leftAlone.add(name);
      logger.warn({ err: error }, `projection ${name} is new here, and is empty until \`recomengine rebuild ${name}\``);
    }
  };
  const look = async (signal: AbortSignal) => {
    const isNew = await readNewProjections(database);
    for (const projection of projections) {
      if (signal.aborted) return;
      if (!isNew.has(projection.name) || leftAlone.has(projection.name)) continue;
      if (foldedTopics[projection.topic].keptIn === 'table') await build(projection, signal);
    }
  };
  return keepDoing(look, {
    firstAfterMs: deps.firstAfterMs ?? firstAfterMs,
    everyMs: lookEveryMs,
    onError: (error) => logger.warn({ err: error }, 'a new projection could not be built, and is tried again'),
  });
}
