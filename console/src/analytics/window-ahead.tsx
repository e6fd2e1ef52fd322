import { useSearchParams } from '@solidjs/router';
import { Card } from '#console/components/card.tsx';
import { Empty } from '#console/components/empty.tsx';

/** Says that the days of the URL are still to come, and leads back to the last 30 days. */
export function WindowAhead() {
  const [, setSearch] = useSearchParams();
  return (
    <Card>
      <Empty title="These days are still to come">
        <p>Nothing can have happened in them yet, so there are no figures to show.</p>
        <button
          type="button"
          class="font-medium text-pine underline underline-offset-4"
          onClick={() => setSearch({ from: undefined, to: undefined })}
        >
          Show the last 30 days
        </button>
      </Empty>
    </Card>
  );
}
