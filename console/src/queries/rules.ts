import type { Static } from 'typebox';
import { type Answer, ask } from '#console/http/ask.ts';
import type { Rule } from '#console/rules/rule.ts';
import type { PageMeta } from '#schemas/http/paging.ts';
import type { RulesMeta } from '#schemas/http/rules.ts';
import type { RulesPreview } from '#schemas/http/rules-preview.ts';

/** The rules of a placement as they were saved last; version 0 if they never were. */
export type PlacementRules = { placementId: string; version: number; rules: Rule[]; updatedAt: string | null };
export type RulesVersion = { version: number; rules: Rule[]; adminId: string; at: string };
export type PreviewQuestion = {
  userId?: string;
  productId?: string[];
  cart?: string[];
  limit?: number;
  placementId?: string;
};
export type Preview = Static<typeof RulesPreview>;
export type RuleWarning = Static<typeof RulesMeta>['warnings'][number];

const pathOf = (tenantId: string, placementId: string) =>
  `/api/v1/tenants/${tenantId}/placements/${encodeURIComponent(placementId)}/rules`;
const seen = (version: number) => ({ 'if-match': `"${version}"` });

export const readRules = (
  tenantId: string,
  placementId: string,
  signal?: AbortSignal,
): Promise<Answer<PlacementRules>> => ask('GET', pathOf(tenantId, placementId), { signal });

/** Replaces the list whose `version` was seen; a 412 if it is at another by now. */
export const saveRules = (
  tenantId: string,
  { placementId, version }: { placementId: string; version: number },
  rules: readonly Rule[],
): Promise<Answer<PlacementRules, Static<typeof RulesMeta>>> =>
  ask('PUT', pathOf(tenantId, placementId), { body: { rules }, headers: seen(version) });

/** The newest 20 versions, the newest first. */
export const listRulesVersions = (
  tenantId: string,
  placementId: string,
  signal?: AbortSignal,
): Promise<Answer<RulesVersion[], Static<typeof PageMeta>>> =>
  ask('GET', `${pathOf(tenantId, placementId)}/versions`, { signal });

/** Makes an earlier version the next one. */
export const rollBackRules = (
  tenantId: string,
  { placementId, version }: { placementId: string; version: number },
  to: number,
): Promise<Answer<PlacementRules>> =>
  ask('POST', `${pathOf(tenantId, placementId)}/rollback`, { body: { version: to }, headers: seen(version) });

/** What a draft would change in the answers to these questions; nothing is saved. */
export const previewRules = (
  tenantId: string,
  placementId: string,
  rules: readonly Rule[],
  questions: readonly PreviewQuestion[],
): Promise<Answer<Preview, Static<typeof RulesMeta>>> =>
  ask('POST', `${pathOf(tenantId, placementId)}/preview`, { body: { rules, questions } });
