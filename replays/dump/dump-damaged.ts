/** A file is no whole dump of a tenant: it is missing or ends too early, was changed, or holds what this version does not know. Nothing of it was written. */
export class DumpDamaged extends Error {
  readonly code = 'dump_damaged';
  constructor(file: string, why: string) {
    super(`${file} is not restored: ${why}`);
    this.name = 'DumpDamaged';
  }
}
