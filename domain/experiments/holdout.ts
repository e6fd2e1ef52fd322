/** What the held-out shoppers get in place of recommendations. */
export type HoldoutTreatment = 'none' | 'trending';

/** The shoppers of a tenant who get no recommendations on any placement, so that it can be told what those are worth. */
export type Holdout = {
  tenantId: string;
  /** Of all shoppers, 1 to 50. */
  percent: number;
  treatment: HoldoutTreatment;
};
