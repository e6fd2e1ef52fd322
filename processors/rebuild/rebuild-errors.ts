/** The events of some months are only in archives. A rebuild without them would give smaller sums. */
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

/** Retention, or another rebuild with archives, moves months into or out of table `events`. A rebuild needs them to stay. */
export class RetentionAtWork extends Error {
  readonly code = 'retention_at_work';
  readonly retryable = true;
  constructor() {
    super(
      'retention or another rebuild is at work on the months of table events, and nothing was changed: start this one when it is done',
    );
    this.name = 'RetentionAtWork';
  }
}

/** Another process is rebuilding the same projection. */
export class RebuildUnderWay extends Error {
  readonly code = 'rebuild_under_way';
  readonly retryable = true;
  constructor(name: string) {
    super(
      `another process is rebuilding ${name} already, and nothing was changed: wait for it, since it gives the same tables`,
    );
    this.name = 'RebuildUnderWay';
  }
}

/** The rebuild was cancelled by whoever had asked for it. The live version was not touched. */
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
