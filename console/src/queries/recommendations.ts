import { type Answer, ask } from '#console/http/ask.ts';
import type { Query } from '#console/http/send.ts';
import type { Recommendation, RecommendationsMeta } from '#schemas/http/recommendations.ts';

/** What a shopper would be shown: asked by the admin, so nothing of it is an exposure. */
export const askRecommendations = (
  tenantId: string,
  query: Query,
  signal?: AbortSignal,
): Promise<Answer<Recommendation[], RecommendationsMeta>> =>
  ask('GET', `/api/v1/tenants/${tenantId}/recommendations`, { query, signal });
