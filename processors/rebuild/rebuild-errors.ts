/** Events of these months are in archives only: a rebuild without them would take them out of the sums. */
export class MonthsArchived extends Error {
  readonly code = 'months_archived';
  readonly retryable = false;
  constructor(months: readonly string[]) {
    super(
      `${months.join(', ')}: archived, and not in table events. Rebuild with the archives, by \`recomengine rebuild\``,
    );
    this.name = 'MonthsArchived';
  }
}

/** Retention, or another who moves months, is at work: none may come or go while a rebuild reads them. */
export class RetentionAtWork extends Error {
  readonly code = 'retention_at_work';
  readonly retryable = true;
  constructor() {
    super('retention or a rebuild is at work on the months of table events: try again when it is done');
    this.name = 'RetentionAtWork';
  }
}

/** Another rebuild of the same projection writes the same version. */
export class RebuildUnderWay extends Error {
  readonly code = 'rebuild_under_way';
  readonly retryable = true;
  constructor(name: string) {
    super(`another rebuild of ${name} is under way: try again when it is done`);
    this.name = 'RebuildUnderWay';
  }
}

/** Whoever asked for the rebuild has cancelled it. The live version serves on as if nothing had been asked. */
export class RebuildCancelled extends Error {
  readonly code = 'rebuild_cancelled';
  readonly retryable = true;
  constructor(name: string, { done, total }: { done: number; total: number }, goesOn: boolean) {
    const rest = goesOn ? `goes on from there` : 'begins again, since this projection is counted in memory';
    super(
      `the rebuild of ${name} was cancelled at ${done.toLocaleString('en')} of ${total.toLocaleString('en')} records; the live version serves on. The next \`recomengine rebuild ${name}\` ${rest}`,
    );
    this.name = 'RebuildCancelled';
  }
}
