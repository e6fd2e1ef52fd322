/** Something that is on or off, and changes at once. */
export function Switch(props: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={props.isOn}
      aria-label={props.label}
      onClick={() => props.onChange(!props.isOn)}
      class="group inline-flex min-h-8 items-center disabled:opacity-60"
    >
      <span class="flex h-5 w-9 rounded-full border border-edge bg-sunken p-0.5 transition-colors group-aria-checked:border-pine group-aria-checked:bg-pine">
        <span class="size-3.5 rounded-full bg-edge transition-transform group-aria-checked:translate-x-4 group-aria-checked:bg-on-pine" />
      </span>
    </button>
  );
}
