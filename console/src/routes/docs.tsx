import { createAsync, type RouteSectionProps, useLocation, useSearchParams } from '@solidjs/router';
import { BrokenPage } from '#console/outdated/broken-page.tsx';
import { Guarded } from '#console/outdated/guarded.tsx';
import { groupDocs } from '#console/site/doc-groups.ts';
import { DocsNav } from '#console/site/docs-nav.tsx';
import { docTitles } from '#console/site/docs-queries.ts';
import { SiteFrame } from '#console/site/site-frame.tsx';

/** The documentation: the repository's own, with a search, and the list of its pages beside each page; on a phone the list comes behind it. */
export default function Docs(props: RouteSectionProps) {
  const titles = createAsync(() => docTitles(), { initialValue: [] });
  const location = useLocation();
  const [search] = useSearchParams<{ q?: string }>();
  return (
    <SiteFrame title="Docs · RecomEngine">
      <div class="grid gap-x-10 gap-y-8 lg:grid-cols-[15rem_minmax(0,1fr)] lg:grid-rows-[auto_1fr]">
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
        <div class="min-w-0 lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <Guarded broken={(error) => <BrokenPage error={error} />}>{props.children}</Guarded>
        </div>
        {/* The first page has all of them by itself. */}
        <div class={location.pathname === '/docs' ? 'max-lg:hidden' : ''}>
          <DocsNav groups={groupDocs(titles())} />
        </div>
      </div>
    </SiteFrame>
  );
}
