import { useLocation } from '@solidjs/router';
import { For } from 'solid-js';
import type { DocGroup } from '#console/site/doc-groups.ts';

/** The pages of the documentation in their groups; the one that is open is marked. */
export function DocsNav(props: { groups: readonly DocGroup[] }) {
  const location = useLocation();
  // The site map knows the first page by another name.
  const open = () => location.pathname.replace(/\/quickstart$/, '/first-shop');
  return (
    <nav aria-label="Documentation" class="space-y-5 text-sm">
      <For each={props.groups}>
        {({ title, pages }) => (
          <div>
            <p class="px-2.5 text-xs font-medium tracking-wide text-faint uppercase">{title}</p>
            <ul class="mt-1 space-y-0.5">
              <For each={pages}>
                {(page) => (
                  <li>
                    <a
                      href={`/docs/${page.slug}`}
                      aria-current={open() === `/docs/${page.slug}` ? 'page' : undefined}
                      class="block rounded-md px-2.5 py-1.5 text-soft hover:text-ink aria-[current]:bg-pine-soft aria-[current]:font-medium aria-[current]:text-pine"
                    >
                      {page.title}
                    </a>
                  </li>
                )}
              </For>
            </ul>
          </div>
        )}
      </For>
    </nav>
  );
}
