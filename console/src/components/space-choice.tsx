import { useSearchParams } from '@solidjs/router';
import { ToggleGroup } from '#console/components/toggle-group.tsx';

const spaces = ['live', 'test'].map((id) => ({ id, label: id }));

/** Returns which half of the tenant the URL names: live, unless it says test. */
export function useSpace(): () => 'live' | 'test' {
  const [search] = useSearchParams<{ space?: string }>();
  return () => (search.space === 'test' ? 'test' : 'live');
}

/** Chooses the half of the tenant that a page shows. It is in the URL. */
export function SpaceChoice() {
  const [, setSearch] = useSearchParams<{ space?: string; offset?: string }>();
  const space = useSpace();
  return (
    <ToggleGroup
      label="Space"
      options={spaces}
      selected={space()}
      onSelect={(id) => setSearch({ space: id === 'live' ? undefined : id, offset: undefined })}
    />
  );
}
