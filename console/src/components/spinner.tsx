/** Something is on its way. Beside a text that says what, so that it needs no name of its own. */
export function Spinner() {
  return (
    <span
      aria-hidden="true"
      class="inline-block size-4 animate-spin rounded-full border-2 border-current border-t-transparent"
    />
  );
}
