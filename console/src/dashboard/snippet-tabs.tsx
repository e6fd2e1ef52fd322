import { useSearchParams } from '@solidjs/router';
import { Code } from '#console/components/code.tsx';
import { Tabs } from '#console/components/tabs.tsx';
import type { Snippet } from '#console/dashboard/snippets.ts';

/** Snippets for the same in several languages. The chosen one stands in the URL; without one it is the first. */
export function SnippetTabs(props: { label: string; snippets: readonly Snippet[] }) {
  const [search, setSearch] = useSearchParams<{ snippet?: string }>();
  return (
    <Tabs
      label={props.label}
      selected={search.snippet}
      onSelect={(id) => setSearch({ snippet: id === props.snippets[0]?.id ? undefined : id }, { replace: true })}
      tabs={props.snippets.map(({ id, label, text }) => ({
        id,
        label,
        content: () => <Code label={label} text={text} />,
      }))}
    />
  );
}
