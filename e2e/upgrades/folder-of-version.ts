import type { KeptShop, KnownAnswers } from './known-shop.ts';

/**
 * What is kept of a version, packed as `folders/COMMIT.tar.gz`: `data/`, the folder that its code has made (log, snapshots of the models, secrets); `dump.sql`, its Postgres as pg_dump wrote it while the
 * last events were still to come; `made.json`, this.
 */
export type FolderOfVersion = {
  commit: string;
  shop: KeptShop;
  /** The ids of all events that were acknowledged. */
  acknowledged: string[];
  /** What the version answered once it had read all of them. */
  answers: KnownAnswers;
};

/** The database of a product that keeps its own. */
export const databaseName = 'recomengine_dev';
