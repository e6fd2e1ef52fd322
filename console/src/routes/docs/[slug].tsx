import { Title } from '@solidjs/meta';
import { createAsync, useParams } from '@solidjs/router';
import { HttpStatusCode } from '@solidjs/start';
import { Show } from 'solid-js';
import { doc } from '#console/site/docs-queries.ts';
import { ReaderSnippets } from '#console/site/reader-snippets.tsx';

/** One page of the documentation. */
export default function Doc() {
  const params = useParams<{ slug: string }>();
  const page = createAsync(() => doc(params.slug));
  return (
    <Show when={page() !== undefined}>
      <Show
        when={page()}
        fallback={
          <>
            <HttpStatusCode code={404} />
            <h1 class="text-2xl">There is no such page</h1>
          </>
        }
      >
        {(found) => (
          <>
            <Title>{`${found().title} · RecomEngine`}</Title>
            <ReaderSnippets html={found().html} />
          </>
        )}
      </Show>
    </Show>
  );
}
