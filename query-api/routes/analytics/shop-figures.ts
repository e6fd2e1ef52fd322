import { numberOfPriceE4 } from '#domain/price.ts';
import type { ShopCount } from '#stores/analytics/count-whole-shop.ts';

export type ShopFigures = { visitors: number; totalRevenue: number; revenuePerVisitor: number; shareOfRevenue: number };

/** Measures a revenue of recommendations by the shop of the same time; 0 where the base is 0. */
export function shopFiguresOf({ visitors, revenueE4 }: ShopCount, revenue: number): ShopFigures {
  const totalRevenue = numberOfPriceE4(revenueE4);
  return {
    visitors,
    totalRevenue,
    revenuePerVisitor: visitors === 0 ? 0 : revenue / visitors,
    shareOfRevenue: totalRevenue === 0 ? 0 : revenue / totalRevenue,
  };
}
