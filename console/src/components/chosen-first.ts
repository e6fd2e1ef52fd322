/** Returns the chosen one of the choices (`ToggleGroup`) that the controls of an element begin with; undefined if they begin with something else, or nothing is chosen. */
export function chosenFirst(element: Element | undefined): HTMLElement | undefined {
  const first = element?.querySelector('a[href], button, input, select, textarea');
  if (first?.hasAttribute('aria-pressed') !== true) return undefined;
  return first.closest('fieldset')?.querySelector<HTMLElement>('[aria-pressed=true]') ?? undefined;
}
