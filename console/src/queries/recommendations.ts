import { type Answer, ask } from '#console/http/ask.ts';
import type { Query } from '#console/http/send.ts';
import type { Preview, PreviewQuestion } from '#console/queries/rules.ts';
import type { Rule } from '#console/rules/rule.ts';
import type { Recommendation, RecommendationsMeta } from '#schemas/http/recommendations.ts';

/** What a shopper would be shown: asked by the admin, so nothing of it is an exposure. */
export const askRecommendations = (
  tenantId: string,
  query: Query,
  signal?: AbortSignal,
): Promise<Answer<Recommendation[], RecommendationsMeta>> =>
  ask('GET', `/api/v1/tenants/${tenantId}/recommendations`, { query, signal });

/** Settings that are tried and not saved; what is left out stays as it is. `strategy` null is the tenant's default. */
export type SettingsDraft = {
  config?: Readonly<Record<string, unknown>>;
  strategy?: string | null;
  rules?: readonly Rule[] | 'off';
};

/** What other settings would change in the answer to a question. */
export const previewSettings = async (
  tenantId: string,
  placementId: string,
  draft: SettingsDraft,
  question: PreviewQuestion & { explain: boolean; locale: string },
  signal?: AbortSignal,
): Promise<Preview[number]> => {
  const path = `/api/v1/tenants/${tenantId}/placements/${encodeURIComponent(placementId)}/preview`;
  const { data } = await ask<Preview>('POST', path, { body: { ...draft, questions: [question] }, signal });
  const [answered] = data;
  if (answered === undefined) throw new Error('The API answered no question.');
  return answered;
};
