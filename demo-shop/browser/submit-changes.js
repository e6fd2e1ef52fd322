/** A field of the cart sends its form by itself; the style sheet hides the button that does so without scripts. */
export function submitChanges() {
  document.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLSelectElement && target.matches('[data-submits]')) target.form?.requestSubmit();
  });
}
