/** A small shop: what a strategy needs before it answers is lowered to it. */
export const demoStrategies = {
  collaborative: { minUsers: 50, minEventsPerUser: 5, minUserWeight: 5 },
  content_based: { minProducts: 50 },
  frequently_bought_together: { minOrders: 50, minSupport: 2 },
};
