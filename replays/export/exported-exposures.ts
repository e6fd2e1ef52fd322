import type { ExposureRow } from '#stores/exposures/exposure-row.ts';
import type { ExportedTable, Row } from './exported-table.ts';

/** What was shown to whom: an answer a row. `question` and `versions` say what was asked, and by which model, catalog, configuration and rules it was answered. */
export const exportedExposures: ExportedTable = {
  name: 'exposures',
  columns: [
    { name: 'exposureId', kind: 'uuid' },
    { name: 'servedAt', kind: 'time' },
    { name: 'requestId', kind: 'text' },
    { name: 'userId', kind: 'text' },
    { name: 'placementId', kind: 'text' },
    { name: 'strategy', kind: 'text' },
    { name: 'isFallback', kind: 'boolean' },
    { name: 'experimentId', kind: 'uuid', isNullable: true },
    { name: 'variant', kind: 'text', isNullable: true },
    { name: 'productIds', kind: 'texts' },
    { name: 'question', kind: 'json' },
    { name: 'versions', kind: 'json' },
    { name: 'propensity', kind: 'number', isNullable: true },
    { name: 'log', kind: 'integer' },
    { name: 'partition', kind: 'integer' },
    { name: 'offset', kind: 'integer' },
  ],
};

export const toExportedExposure = (row: ExposureRow): Row => ({
  exposureId: row.exposure_id,
  servedAt: row.served_at,
  requestId: row.request_id,
  userId: row.user_id,
  placementId: row.placement_id,
  strategy: row.strategy,
  isFallback: row.is_fallback,
  experimentId: row.experiment_id,
  variant: row.variant,
  productIds: row.product_ids,
  question: row.question,
  versions: row.versions,
  propensity: row.propensity,
  log: row.log,
  partition: row.partition,
  offset: Number(row.offset),
});
