import type { TenantConfig } from '#domain/access/tenant.ts';
import type { Language } from '#domain/reasons/say.ts';
import type { Scope } from '#domain/scope.ts';
import type { AskedQuestion } from '#domain/serving/resolve-question.ts';
import type { Recommendation } from '#schemas/http/recommendations.ts';

/** A question about the past, for the thread that answers it. */
export type AsOfTask = {
  databaseUrl: string;
  tenantId: string;
  scope: Scope;
  /** That of now. */
  config: TenantConfig;
  atMs: number;
  /** When the tenant was made. */
  madeAtMs: number;
  asked: AskedQuestion;
  isExplained: boolean;
  locale: Language;
};

/** What the thread found, or why the question cannot be answered. */
export type AsOfAnswer = { data: Recommendation[]; meta: Readonly<Record<string, unknown>> } | { refused: string };

/** More events and answers than these are for a replay. */
export const mostRecords = 300_000;
