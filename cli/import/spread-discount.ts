/** A line of an order as it is listed; amounts in 1/10,000. `discountE4` is of the whole line. */
export type ListedLine = { priceE4: bigint; quantity: number; discountE4: bigint };
/** What was paid for one piece, rounded to 1/10,000, and what the whole line was cheaper than listed. */
export type PaidLine = { pricedE4: bigint; discountE4: bigint };

/**
 * Returns what was paid for each line: less its own discount, and less its share, by amount, of what the order's subtotal still lies below the sum of its lines, such as by a code. A subtotal above it, or none,
 * changes nothing: shipping and taxes are no part of a product's price.
 */
export function spreadDiscount(lines: readonly ListedLine[], subtotalE4: bigint | undefined): PaidLine[] {
  const nets = lines.map(({ priceE4, quantity, discountE4 }) => most(0n, priceE4 * BigInt(quantity) - discountE4));
  const sum = nets.reduce((total, net) => total + net, 0n);
  const rest = subtotalE4 === undefined ? 0n : most(0n, sum - subtotalE4);
  let [before, spread] = [0n, 0n];
  return lines.map(({ priceE4, quantity }, n) => {
    const net = nets[n] ?? 0n;
    before += net;
    const share = sum === 0n ? 0n : (rest * before) / sum - spread;
    spread += share;
    const paid = net - share;
    const pieces = BigInt(quantity);
    return { pricedE4: (paid * 2n + pieces) / (pieces * 2n), discountE4: priceE4 * pieces - paid };
  });
}

const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
