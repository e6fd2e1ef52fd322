import { Button } from '#console/components/button.tsx';
import { Code } from '#console/components/code.tsx';
import { SnippetTabs } from '#console/dashboard/snippet-tabs.tsx';
import { snippetsOf } from '#console/dashboard/snippets.ts';
import type { ApiKeyCreated } from '#schemas/http/api-keys.ts';

/** A key that was just made, to be copied now, and how it is used: a key that may stand in a page by the tag, one that may not by a server. */
export function NewKey(props: { created: ApiKeyCreated; onClose: () => void }) {
  const snippets = () =>
    snippetsOf({ apiUrl: location.origin, writeKey: props.created.key, readKey: props.created.key }).filter(
      ({ id }) => (id === 'tag') === (props.created.permissions === 'read'),
    );
  return (
    <div class="space-y-5">
      <p class="rounded-md bg-ochre-soft px-4 py-3 text-sm text-ochre">
        Copy it now: it is shown this once, and nobody can read it again.
      </p>
      <Code label="The key" text={props.created.key} />
      <SnippetTabs label="How the key is used" snippets={snippets()} />
      <Button look="primary" onClick={props.onClose}>
        I have copied it
      </Button>
    </div>
  );
}
