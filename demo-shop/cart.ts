/** A product in the cart, and how many of it. */
export type CartLine = { productId: string; quantity: number };
export type Cart = readonly CartLine[];

export const maxQuantity = 9;
/** The cart is kept in a cookie, which has room for so many products. */
export const maxLines = 20;

/** Reads a cart from its cookie, such as `p-1001*2.p-1044*1`. Whatever is not a line is left out; a product that stands there twice counts as it does the last time. */
export function readCart(text: string): Cart {
  return text.split('.').reduce<Cart>((cart, part) => {
    const [, productId = '', quantity] = /^([\w-]{1,40})\*([1-9])$/.exec(part) ?? [];
    return productId === '' ? cart : setInCart(cart, { productId, quantity: Number(quantity) });
  }, []);
}

export const writeCart = (cart: Cart): string =>
  cart.map(({ productId, quantity }) => `${productId}*${quantity}`).join('.');

/** Adds to what is there, up to `maxQuantity` of a product; what comes beyond `maxLines` products is not taken. */
export function addToCart(cart: Cart, { productId, quantity }: CartLine): Cart {
  const had = cart.find((line) => line.productId === productId)?.quantity ?? 0;
  return setInCart(cart, { productId, quantity: had + quantity });
}

/** Sets how many of a product are wanted; 0 takes it out. It keeps its place in the cart. */
export function setInCart(cart: Cart, { productId, quantity }: CartLine): Cart {
  const line = { productId, quantity: Math.min(quantity, maxQuantity) };
  if (quantity <= 0) return cart.filter((one) => one.productId !== productId);
  if (cart.some((one) => one.productId === productId))
    return cart.map((one) => (one.productId === productId ? line : one));
  return [...cart, line].slice(0, maxLines);
}

export const piecesIn = (cart: Cart): number => cart.reduce((sum, { quantity }) => sum + quantity, 0);
