import { createSignal } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { copyText } from '#console/components/copy-text.ts';
import { Scrolls } from '#console/components/scrolls.tsx';

const doneMs = 2_000;

/** A snippet to copy. */
export function Code(props: { text: string; label: string }) {
  const [isCopied, setIsCopied] = createSignal(false);
  async function copy(): Promise<void> {
    await copyText(props.text);
    setIsCopied(true);
    setTimeout(() => setIsCopied(false), doneMs);
  }
  return (
    <div class="flex min-w-0 items-start rounded-md border border-line bg-sunken text-left">
      <Scrolls label={props.label} class="min-w-0 flex-1 p-4">
        <pre class="font-mono text-sm text-ink">
          <code>{props.text}</code>
        </pre>
      </Scrolls>
      <Button isSmall class="m-2 shrink-0" onClick={copy} aria-label={`Copy: ${props.label}`}>
        {isCopied() ? 'Copied' : 'Copy'}
      </Button>
    </div>
  );
}
