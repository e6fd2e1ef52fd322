/** The backup or restore cannot be made like this, and nothing was written. The message says what to do. */
export class BackupRefused extends Error {
  readonly code = 'backup_refused';
  constructor(message: string) {
    super(message);
    this.name = 'BackupRefused';
  }
}

/** What lies in a folder is no whole backup of ours: its manifest is missing, damaged or of another version, or its files are not those that the manifest names. */
export class BackupDamaged extends Error {
  readonly code = 'backup_damaged';
  constructor(folder: string, problems: readonly string[]) {
    const listed = problems.slice(0, mostListed);
    const more = problems.length - listed.length;
    super(
      `${folder} is not a whole backup: ${listed.join('; ')}${more > 0 ? `; and ${more} more` : ''}. Use another one`,
    );
    this.name = 'BackupDamaged';
  }
}

const mostListed = 5;
