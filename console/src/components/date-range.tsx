import { useSearchParams } from '@solidjs/router';
import { createUniqueId, For } from 'solid-js';
import { usable } from '#console/address/address-faults.ts';
import { aDay } from '#console/address/taken.ts';
import { hasWholeYear } from '#console/components/whole-year.ts';
import { dayIn, daysBefore } from '#console/format/days.ts';

const presetDays = [7, 30, 90];

/** A range as the URL holds it: days of the time zone, both included. What is undefined the API fills in: the last 30 days. */
export type Range = { from: string | undefined; to: string | undefined };

/** Returns the range of the URL; what is no day is left out. */
export function useRange(): () => Range {
  const [search] = useSearchParams<{ from?: string; to?: string }>();
  return () => ({ from: usable(search.from, aDay), to: usable(search.to, aDay) });
}

/** Chooses the range of the URL: one of the usual ones, or any two days. */
export function DateRange(props: { timeZone: string }) {
  const [search, setSearch] = useSearchParams<{ from?: string; to?: string }>();
  const id = createUniqueId();
  const today = () => dayIn(props.timeZone, Date.now());
  const from = () => usable(search.from, aDay) ?? daysBefore(today(), 29);
  const to = () => usable(search.to, aDay) ?? today();
  const fromOf = (days: number) => daysBefore(today(), days - 1);
  const isChosen = (days: number) => to() === today() && from() === fromOf(days);
  const day = 'min-h-8 rounded-sm bg-transparent px-1.5 text-sm figures';
  return (
    <fieldset class="flex flex-wrap items-center gap-1 rounded-md border border-line bg-card p-1">
      <legend class="sr-only">Range</legend>
      <For each={presetDays}>
        {(days) => (
          <button
            type="button"
            aria-pressed={isChosen(days)}
            class="min-h-8 rounded-sm px-2.5 text-sm text-soft hover:text-ink aria-pressed:bg-pine-soft aria-pressed:font-medium aria-pressed:text-pine"
            onClick={() => setSearch({ from: fromOf(days), to: undefined })}
          >
            {days} days
          </button>
        )}
      </For>
      <label for={`${id}-from`} class="sr-only">
        From
      </label>
      <input
        id={`${id}-from`}
        type="date"
        class={day}
        value={from()}
        max={to()}
        onChange={({ currentTarget: { value } }) => hasWholeYear(value) && setSearch({ from: value || undefined })}
      />
      <span aria-hidden="true" class="text-faint">
        –
      </span>
      <label for={`${id}-to`} class="sr-only">
        To
      </label>
      <input
        id={`${id}-to`}
        type="date"
        class={day}
        value={to()}
        min={from()}
        max={today()}
        onChange={({ currentTarget: { value } }) => hasWholeYear(value) && setSearch({ to: value || undefined })}
      />
    </fieldset>
  );
}
