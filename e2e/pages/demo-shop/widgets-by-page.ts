/** The placements of each kind of page, by an address of it. */
export const widgetsByPage: Readonly<Record<string, readonly string[]>> = {
  '/demo': ['home-for-you', 'home-trending'],
  '/demo/category/kitchen': ['category-kitchen'],
  '/demo/product/p-1003': ['product-bought-together', 'product-page'],
  '/demo/search?q=moss': [],
  '/demo/search?q=nothing+is+called+that': ['home-trending'],
  '/demo/cart': ['cart-bought-together'],
  '/demo/checkout': [],
  '/demo/nowhere': ['home-trending'],
};
