import type { Query } from '#console/http/send.ts';

/** The question of the page: whoever asks, where, and on the page of which product. */
export type Asked = { userId?: string | undefined; productId?: string | undefined; placementId: string };

export const shownProducts = 8;

/** The fields of the question as they are asked. */
export const questionOf = ({ userId, productId, placementId }: Asked): Query => ({
  userId,
  productId,
  placementId,
  limit: shownProducts,
  locale: 'en',
});
