/** A key, as it is written beside the control that it presses. */
export function KeyHint(props: { name: string }) {
  return (
    <kbd class="inline-grid min-w-5 place-items-center rounded-sm border border-line bg-sunken px-1 font-sans text-xs text-soft">
      {props.name}
    </kbd>
  );
}
