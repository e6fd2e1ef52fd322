/**
 * Tells the tag what shoppers do with products beside the widgets, as any shop's pages would: by its command queue, which is there before the tag is.
 * Forms and links go on as they would by themselves; the tag sends what it has when the page goes.
 */
export function tellTag() {
  /** @type {{ RecomEngine?: { push(command: unknown[]): unknown } }} */
  const page = /** @type {any} */ (window);
  const commands = () => (page.RecomEngine ??= /** @type {unknown[][]} */ ([]));
  document.addEventListener('submit', ({ target }) => {
    if (!(target instanceof HTMLFormElement) || !target.dataset.tell) return;
    commands().push(['track', target.dataset.tell, { productId: new FormData(target).get('productId') }]);
  });
  document.addEventListener('click', ({ target }) => {
    const link = target instanceof Element ? target.closest('[data-listed]') : null;
    if (link instanceof HTMLElement) commands().push(['track', 'product_clicked', { productId: link.dataset.listed }]);
  });
}
