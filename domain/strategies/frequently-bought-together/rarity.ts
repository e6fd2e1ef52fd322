/** How much it tells that an order has a product that `withIt` of `orders` have: an idf that stays positive (Spärck Jones, 1972). */
export const rarity = (withIt: number, orders: number): number => Math.log(1 + orders / Math.max(1, withIt));
