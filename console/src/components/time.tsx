import { createSignal, onCleanup, onMount } from 'solid-js';
import { agoText, clockText } from '#console/format/clock-text.ts';

const toldEveryMs = 15_000;

/** A time: how long ago it was, and on hover what the clocks of the time zone showed. Long ago, it is the clocks that stand there. It goes on while it is looked at. `isExact` always shows the clocks. */
export function Time(props: { at: string; timeZone: string; isExact?: boolean }) {
  const [nowMs, setNowMs] = createSignal(Date.now());
  onMount(() => {
    let timer = setTimeout(tell, toldEveryMs);
    function tell(): void {
      setNowMs(Date.now());
      timer = setTimeout(tell, toldEveryMs);
    }
    onCleanup(() => clearTimeout(timer));
  });
  const ms = () => Date.parse(props.at);
  const clock = () => `${clockText(ms(), props.timeZone)}, ${props.timeZone}`;
  const text = () => (props.isExact === true ? null : agoText(ms(), nowMs())) ?? clockText(ms(), props.timeZone);
  return (
    <time datetime={props.at} title={clock()} class="figures whitespace-nowrap">
      {text()}
    </time>
  );
}
