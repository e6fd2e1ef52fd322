import { type EventCursor, parseCursor } from '#domain/events/event-cursor.ts';
import type { CatalogMoment } from '../catalog/catalog-history.ts';
import { readLoaded } from '../events/read-loaded.ts';
import type { ExposureRow } from '../exposures/exposure-row.ts';
import type { Database } from '../postgres/database.ts';
import type { Position } from '../replays/replay.ts';

/** What was known at a moment: by positions where an answer has recorded them, else by time. */
export type Moment = {
  at: Date;
  /** Behind which records nothing was known. */
  positions: readonly Position[];
  /** Of events and exposures those that were received later were not known. */
  until: Date;
  catalog: CatalogMoment;
  /** What admins had set until then: a time as Postgres writes it, to the microsecond. */
  control: string;
  /** True if all of it is by positions. */
  isExact: boolean;
};

type Asking = Pick<Database, 'query'>;

/** Everything that was received until a time. */
export async function momentOf(database: Asking, at: Date): Promise<Moment> {
  const positions = positionsOf(await readLoaded(database));
  return { at, positions, until: at, catalog: { at }, control: at.toISOString(), isExact: false };
}

/** What an answer knew that was recorded. */
export async function momentOfExposure(
  database: Asking,
  row: Pick<ExposureRow, 'served_at' | 'versions'>,
): Promise<Moment> {
  const { served_at: at } = row;
  const versions = JSON.parse(row.versions) as Readonly<Record<string, string | null>>;
  const loaded = await readLoaded(database);
  const stood = parseCursor(versions.events ?? '');
  const own = loaded.find(({ tag, next }) => tag === stood?.tag && next.length === stood.next.length);
  const positions = stood === null || own === undefined ? null : before(loaded, { ...own, next: stood.next });
  const catalog = await catalogMoment(database, versions.catalog ?? '');
  const control = await changedAt(database, versions.configuration ?? '');
  return {
    at,
    positions: positions ?? positionsOf(loaded),
    // Records that are before the positions were known, whatever the clocks of other machines say.
    until: positions === null ? at : new Date(8.64e15),
    catalog: catalog ?? { at },
    control: control ?? at.toISOString(),
    isExact: positions !== null && catalog !== null && control !== null,
  };
}

const positionsOf = (logs: readonly EventCursor[]): Position[] =>
  logs.flatMap(({ log, next }) => next.map((offset, partition) => ({ log, partition, next: String(offset) })));

/** Earlier logs whole, and this one as far. */
const before = (loaded: readonly EventCursor[], cursor: EventCursor): Position[] => [
  ...positionsOf(loaded.filter(({ log }) => log < cursor.log)),
  ...positionsOf([cursor]),
];

/** `<log id> 0:<offset of the last change of the scope>`, or the id alone before the first change. */
async function catalogMoment(database: Asking, position: string): Promise<CatalogMoment | null> {
  const [logId = '', ofPartition] = position.split(' ');
  const { rows } = await database.query<{ log: number }>(
    `SELECT log FROM logs WHERE topic = 'catalog' AND log_id = $1`,
    [logId],
  );
  const [own] = rows;
  if (own === undefined) return null;
  const offset = /^0:(\d+)$/.exec(ofPartition ?? '')?.[1];
  return { log: own.log, offset: offset === undefined ? -1n : BigInt(offset) };
}

/** When what is this version of a tenant's settings was set. */
async function changedAt(database: Asking, version: string): Promise<string | null> {
  if (!/^\d{1,18}$/.test(version)) return null;
  const { rows } = await database.query<{ at: string }>('SELECT at::text AS at FROM control_log WHERE number = $1', [
    version,
  ]);
  return rows[0]?.at ?? null;
}
