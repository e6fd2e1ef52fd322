/** The demo shop is small, so the minima that a strategy needs before it answers are lowered. */
export const demoStrategies = {
  collaborative: { minUsers: 50, minEventsPerUser: 5, minUserWeight: 5 },
  content_based: { minProducts: 50 },
  frequently_bought_together: { minOrders: 50, minSupport: 2 },
};
