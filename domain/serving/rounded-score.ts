/** A score as answers carry it, with four places. */
export const roundedScore = (score: number): number => Math.round(score * 10_000) / 10_000;
