import { setTimeout as delay } from 'node:timers/promises';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { internalHeaders, totalLag } from '#testing/readiness.ts';
import { createShop, type Shop } from '#testing/shop.ts';
import { readCpu } from '../support/cpu.ts';
import { closeConnections } from '../support/http.ts';
import { createShoppers, type Shoppers } from '../support/shoppers.ts';

/** One of the two that are compared: a checkout, its product and a shop in that. */
export type Side = {
  readonly name: string;
  /** The checkout, with its node_modules. */
  readonly folder: string;
  readonly product: Product;
  readonly shop: Shop;
  readonly shoppers: Shoppers;
};

export const [users, products] = [50_000, 5_000];

/** A product rests once its parts take less of a core than this for so long. */
const restingShare = 0.08;
const restingMs = 2_000;
const mostWaits = 60;
const drainTimeoutMs = 600_000;

/** Starts the product of a checkout. It runs alone: the caller stops it before the other side begins. */
export async function openSide(name: string, folder: string): Promise<Side> {
  const product = await startProduct({
    folder,
    env: { INTERNAL_API_KEY: 'the key of this bench, for its metrics alone' },
  });
  const shop = await createShop(product.url, 'Bench');
  return { name, folder, product, shop, shoppers: createShoppers(1, users, products) };
}

/** Stops a side. Its data stay. */
export async function pause({ product }: Side): Promise<void> {
  closeConnections();
  await product.stop();
}

/** Starts a side again if it was stopped, and waits until it rests. */
export async function resume({ name, product }: Side): Promise<void> {
  if (product.pidOf('parent') === null) await product.start();
  for (let waits = 0; waits < mostWaits; waits++) {
    const before = totalCpu(product);
    await delay(restingMs);
    if ((totalCpu(product) - before) * 1_000 < restingShare * restingMs) return;
  }
  console.log(`${name} does not rest: it learns, or has a backlog`);
}

/** CPU seconds of all parts, without this process. */
export function totalCpu(product: Product): number {
  const { server, processors, postgres, parent } = readCpu(product);
  return server + processors + postgres + parent;
}

/** Resolves once models and tables have all that was acknowledged. */
export const loaded = ({ product }: Side): Promise<void> =>
  waitFor(
    async () => (await lagOf(product)) === 0,
    () => `loaded\n${product.output()}`,
    drainTimeoutMs,
    50,
  );

export async function lagOf(product: Product): Promise<number> {
  return totalLag(await (await fetch(`${product.url}/ready`, { headers: internalHeaders(product) })).json());
}
