import type { Strategy } from '#domain/strategies/strategy.ts';
import type { EventLog } from '#log/event-log.ts';
import type { Logger } from '#runtime/logger.ts';
import type { Metrics } from '#runtime/metrics.ts';
import type { Readiness } from '#schemas/http/health.ts';
import type { IdempotencyKeys } from '#stores/control/idempotency-keys.ts';
import type { OpenDirectory } from '#stores/control/open-directory.ts';
import type { RevokedTokens } from '#stores/control/revoked-tokens.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { Mailer } from './mail/open-mailer.ts';
import type { Passwords } from './routes/auth/passwords.ts';
import type { TokenLifetimes } from './routes/auth/token-lifetimes.ts';
import type { SdkFiles } from './routes/sdk/sdk-files.ts';

/** What the query API is given by who composes it. */
export type QueryApiDeps = {
  database: Database;
  idempotencyKeys: IdempotencyKeys;
  directory: OpenDirectory;
  /** For re-driving dead letters. */
  log: EventLog;
  logger: Logger;
  metrics: Metrics;
  passwords: Passwords;
  revokedTokens: RevokedTokens;
  jwtSecret: string;
  hmacSecret: string;
  lifetimes: TokenLifetimes;
  /** Null where no mail server is configured. */
  mailer: Mailer | null;
  /** Where links in mails lead to. */
  consoleUrl: string;
  /** Cookies travel over TLS only, and passwords are not reset by the log. */
  isProduction: boolean;
  /** The built SDK; rejects with the problem that a page is told. */
  sdk: () => Promise<SdkFiles>;
  /** Where the processors keep the files of exports, a folder each. */
  replaysDir: string;
  readiness: (how: { isNow: boolean }) => Promise<Readiness>;
  /** What can be asked for and set; those of the registry where it is left out. */
  strategies?: readonly Strategy[];
};
