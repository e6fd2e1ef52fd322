import { createAsync, query } from '@solidjs/router';
import { onCleanup, onMount, Show } from 'solid-js';
import { type DemoTag, readDemoTag } from '#console/site/demo-tag-server.ts';

const demoTag = query(readDemoTag, 'demo tag');

/** A widget of the demo shop as any shop would have it: by the tag, from the live models. It is not there where there is no demo shop. */
export function LiveWidget() {
  const tag = createAsync(() => demoTag(), { deferStream: true });
  return <Show when={tag()}>{(found) => <Widget tag={found()} />}</Show>;
}

function Widget(props: { tag: DemoTag }) {
  onMount(() => {
    const script = document.createElement('script');
    script.src = '/v1/recomengine.js';
    script.dataset.apiKey = props.tag.apiKey;
    // For anybody: nothing is told of visitors of this page, and nothing is kept in their browser.
    script.dataset.consent = 'pending';
    document.head.append(script);
    onCleanup(() => script.remove());
  });
  return (
    <section aria-labelledby="live" class="mt-20">
      <h2 id="live" class="text-2xl">
        Live, from the demo shop
      </h2>
      <p class="mt-2 max-w-2xl text-soft">
        Two lines put this into any page. Each product says why it is there;{' '}
        <a href="/demo" rel="external" class="text-pine underline underline-offset-4">
          the shop itself
        </a>{' '}
        shows what is behind it.
      </p>
      {/* As high as the widget will be, so that nothing below it moves. */}
      <div class="mt-6 min-h-[30rem]" data-recomengine-placement={props.tag.placementId} />
    </section>
  );
}
