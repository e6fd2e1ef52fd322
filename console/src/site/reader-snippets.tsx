import { useSearchParams } from '@solidjs/router';
import { createEffect, createMemo, createSignal, For, type JSX, onMount, Show } from 'solid-js';
import { madeKeys } from '#console/api-keys/made-keys.ts';
import { Field, SelectField } from '#console/components/field.tsx';
import { createLiveQuery } from '#console/http/live-query.ts';
import { listAllTenants } from '#console/queries/tenants.ts';
import { csrfTokenIn } from '#console/session/csrf-token.ts';
import { followOtherTabs, renew, session } from '#console/session/session.ts';
import { fillSnippet, namesReaderValue } from '#console/site/fill-snippet.ts';

/** A page of the docs whose snippets, for who is signed in, have the tenant and the keys of the reader. The tenant stands in the URL; keys that are typed there stay in the page. */
export function ReaderSnippets(props: { html: string }) {
  const [search, setSearch] = useSearchParams<{ tenant?: string }>();
  /** Holds for the next page of the docs too. */
  const [tenantId, setTenantId] = createSignal(search.tenant ?? '');
  const [writeKey, setWriteKey] = createSignal('');
  const [readKey, setReadKey] = createSignal('');
  let article!: HTMLElement;
  /** The snippets of the page as they are written, once it is there. */
  const [written, setWritten] = createSignal<{ code: HTMLElement; text: string }[]>([]);
  createEffect(() => {
    // Each page brings snippets of its own.
    props.html;
    setWritten(
      [...article.querySelectorAll<HTMLElement>('pre code')].map((code) => ({ code, text: code.textContent ?? '' })),
    );
  });
  onMount(() => {
    if (csrfTokenIn(document.cookie) === null) return;
    followOtherTabs();
    // Who cannot be told is a visitor, and reads the page as it is written.
    renew().catch(() => null);
  });
  const isOffered = createMemo(() => session() != null && written().some(({ text }) => namesReaderValue(text)));
  const tenants = createLiveQuery(
    () => (isOffered() ? 0 : null),
    (_, signal) => listAllTenants(signal),
    { everyMs: null },
  );
  const chosen = () => tenants.answer()?.find(({ id }) => id === (search.tenant ?? tenantId()))?.id;
  function choose(id: string): void {
    setTenantId(id);
    setSearch({ tenant: id }, { replace: true });
  }
  const values = createMemo(() => ({
    KEY: writeKey() || (madeKeys()?.writeKey ?? ''),
    READ_KEY: readKey() || (madeKeys()?.readKey ?? ''),
    TENANT: chosen() ?? madeKeys()?.tenantId ?? tenants.answer()?.at(-1)?.id ?? '',
  }));
  createEffect(() => {
    for (const { code, text } of written())
      code.textContent = isOffered() ? fillSnippet(text, values(), location.origin) : text;
  });
  const typed =
    (set: (text: string) => void): JSX.EventHandler<HTMLInputElement, InputEvent> =>
    (event) =>
      void set(event.currentTarget.value.trim());
  return (
    <>
      <Show when={isOffered()}>
        <section
          aria-label="Your own in these snippets"
          class="mb-8 grid max-w-184 gap-4 rounded-lg border border-line bg-card p-4 sm:grid-cols-3"
        >
          <SelectField label="Tenant" name="tenant" onChange={(event) => choose(event.currentTarget.value)}>
            <For each={tenants.answer()}>
              {(tenant) => (
                <option value={tenant.id} selected={tenant.id === values().TENANT}>
                  {tenant.name}
                </option>
              )}
            </For>
          </SelectField>
          <Field
            label="Key that may write"
            name="writeKey"
            value={values().KEY}
            placeholder="$KEY"
            autocomplete="off"
            onInput={typed(setWriteKey)}
          />
          <Field
            label="Key that may read"
            name="readKey"
            value={values().READ_KEY}
            placeholder="$READ_KEY"
            autocomplete="off"
            onInput={typed(setReadKey)}
          />
          <p class="text-sm text-soft sm:col-span-3">
            The snippets below have them. A key is shown once, when it is made: one of before is pasted here, and stays
            in this page.
          </p>
        </section>
      </Show>
      <article ref={article} class="prose" innerHTML={props.html} />
    </>
  );
}
