import type { ProjectionTable } from './projection-table.ts';

/** Returns what follows FROM in a query of the live rows of a table; their alias is `t`. */
export function liveRows({ name, projection }: ProjectionTable): string {
  return `${name} t JOIN projections live ON live.name = '${projection}' AND live.live_version = t.version`;
}

/** Returns the live version of a table as a value of SQL, for pages in the order of its primary key: of joined rows Postgres reads and sorts all that come after the page too. */
export const liveVersion = ({ projection }: ProjectionTable): string =>
  `(SELECT live_version FROM projections WHERE name = '${projection}')`;
