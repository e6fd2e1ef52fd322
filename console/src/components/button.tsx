import { A } from '@solidjs/router';
import { createSignal, type JSX, Show, splitProps } from 'solid-js';
import { Spinner } from '#console/components/spinner.tsx';

const looks = {
  /** The one thing to do here. */
  primary: 'bg-pine text-on-pine hover:bg-pine-strong',
  /** Whatever else can be done. */
  quiet: 'border border-line bg-card text-ink hover:border-edge',
  /** Actions within a row or a text. */
  bare: 'text-pine hover:bg-pine-soft',
  /** It destroys something. */
  danger: 'bg-rust text-on-rust hover:bg-rust-strong',
} as const;
type Look = { look?: keyof typeof looks; isSmall?: boolean };

const classOf = ({ look = 'quiet', isSmall = false }: Look) =>
  `inline-flex items-center justify-center gap-2 rounded-md font-medium transition-colors disabled:opacity-60 aria-disabled:opacity-60 ${isSmall ? 'min-h-8 px-2.5 text-sm' : 'min-h-10 px-4 text-sm'} ${looks[look]}`;

/**
 * A button. While `isBusy`, and until a promise of its `onClick` is settled, it shows that it works and takes no click: a double click does once what it does. It keeps the focus, so that who works by keys
 * goes on from there.
 */
export function Button(
  props: Look & { isBusy?: boolean; onClick?: (event: MouseEvent) => unknown } & Omit<
      JSX.ButtonHTMLAttributes<HTMLButtonElement>,
      'onClick'
    >,
) {
  const [own, rest] = splitProps(props, ['look', 'isSmall', 'isBusy', 'onClick', 'children', 'class']);
  const [isWorking, setIsWorking] = createSignal(false);
  const isBusy = () => own.isBusy === true || isWorking();
  async function work(event: MouseEvent): Promise<void> {
    const done = own.onClick?.(event);
    if (!(done instanceof Promise)) return;
    setIsWorking(true);
    try {
      await done;
    } finally {
      setIsWorking(false);
    }
  }
  return (
    <button
      type="button"
      {...rest}
      onClick={work}
      aria-disabled={isBusy() ? 'true' : undefined}
      // Before the button's own click is told, and before it submits.
      on:click={{ capture: true, handleEvent: (event) => isBusy() && stop(event) }}
      class={`${classOf(own)} ${own.class ?? ''}`}
    >
      <Show when={isBusy()}>
        <Spinner />
      </Show>
      {own.children}
    </button>
  );
}

function stop(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** A link that looks like a button. */
export function ButtonLink(props: Look & { href: string; children: JSX.Element }) {
  return (
    <A href={props.href} class={classOf(props)}>
      {props.children}
    </A>
  );
}
