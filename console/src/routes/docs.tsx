import { A, createAsync, type RouteSectionProps, useSearchParams } from '@solidjs/router';
import { For } from 'solid-js';
import { docTitles } from '#console/site/docs-queries.ts';
import { SiteFrame } from '#console/site/site-frame.tsx';

/** The documentation: the repository's own, with a search and the list of its pages beside each page. */
export default function Docs(props: RouteSectionProps) {
  const titles = createAsync(() => docTitles(), { initialValue: [] });
  const [search] = useSearchParams<{ q?: string }>();
  return (
    <SiteFrame title="Docs · RecomEngine">
      <div class="grid gap-10 lg:grid-cols-[15rem_minmax(0,1fr)]">
        <aside class="space-y-5 lg:sticky lg:top-6 lg:self-start">
          <search>
            <form action="/docs" method="get">
              <label for="docs-search" class="mb-1.5 block text-sm font-medium">
                Search the docs
              </label>
              <input
                id="docs-search"
                name="q"
                type="search"
                value={search.q ?? ''}
                class="min-h-10 w-full rounded-md border border-edge bg-card px-3 text-ink"
              />
            </form>
          </search>
          <nav aria-label="Documentation">
            <ul class="space-y-0.5 text-sm">
              <For each={[{ slug: 'api-reference', title: 'API reference' }, ...titles()]}>
                {({ slug, title }) => (
                  <li>
                    <A
                      href={`/docs/${slug}`}
                      class="block rounded-md px-2.5 py-1.5"
                      activeClass="bg-pine-soft font-medium text-pine"
                      inactiveClass="text-soft hover:text-ink"
                    >
                      {title}
                    </A>
                  </li>
                )}
              </For>
            </ul>
          </nav>
        </aside>
        <div class="min-w-0">{props.children}</div>
      </div>
    </SiteFrame>
  );
}
