import { A, createAsync, useSearchParams } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { Card } from '#console/components/card.tsx';
import { Empty } from '#console/components/empty.tsx';
import { TextLink } from '#console/site/account-frame.tsx';
import { groupDocs } from '#console/site/doc-groups.ts';
import { docTitles, foundInDocs } from '#console/site/docs-queries.ts';

/** Where to begin, or what a search has found. */
export default function DocsHome() {
  const [search] = useSearchParams<{ q?: string }>();
  const found = createAsync(() => foundInDocs(search.q ?? ''), { initialValue: [] });
  return (
    <Show when={search.q} fallback={<Begin />}>
      {(question) => (
        <>
          <h1 class="text-2xl">Found for “{question()}”</h1>
          <Show when={found().length > 0} fallback={<NothingFound />}>
            <ul class="mt-6 space-y-4">
              <For each={found()}>
                {({ slug, anchor, title, page }) => (
                  <li>
                    <A
                      href={`/docs/${slug}#${anchor}`}
                      class="font-medium text-pine underline-offset-4 hover:underline"
                    >
                      {title}
                    </A>
                    <p class="text-sm text-soft">{page}</p>
                  </li>
                )}
              </For>
            </ul>
          </Show>
        </>
      )}
    </Show>
  );
}

function NothingFound() {
  return (
    <div class="mt-6">
      <Empty title="No page has these words">
        <p>
          Try a shorter word, or look at <TextLink href="/docs">where to begin</TextLink>.
        </p>
      </Empty>
    </div>
  );
}

function Begin() {
  const titles = createAsync(() => docTitles(), { initialValue: [] });
  return (
    <>
      <h1 class="text-2xl">Documentation</h1>
      <p class="mt-4 max-w-2xl text-soft">
        Begin with <TextLink href="/docs/quickstart">your first shop</TextLink>: a tenant, a key, a purchase. Then{' '}
        <TextLink href="/docs/sdk">the tag</TextLink> brings widgets into a page, and{' '}
        <TextLink href="/docs/experiments">an experiment</TextLink> tells what they are worth.
      </p>
      <div class="mt-8 grid gap-4 sm:grid-cols-2">
        <For each={groupDocs(titles())}>
          {({ title, about, pages }) => (
            <Card title={title} hint={about}>
              <ul class="space-y-1.5 text-sm">
                <For each={pages}>
                  {(page) => (
                    <li>
                      <A href={`/docs/${page.slug}`} class="text-pine underline-offset-4 hover:underline">
                        {page.title}
                      </A>
                    </li>
                  )}
                </For>
              </ul>
            </Card>
          )}
        </For>
      </div>
    </>
  );
}
