import { agoText, clockText } from '#console/format/clock-text.ts';

/** A time: how long ago it was, and on hover what the clocks of the time zone showed. Long ago, it is the clocks that stand there. `isExact` always shows the clocks. */
export function Time(props: { at: string; timeZone: string; isExact?: boolean }) {
  const ms = () => Date.parse(props.at);
  const clock = () => `${clockText(ms(), props.timeZone)}, ${props.timeZone}`;
  const text = () => (props.isExact === true ? null : agoText(ms(), Date.now())) ?? clockText(ms(), props.timeZone);
  return (
    <time datetime={props.at} title={clock()} class="figures whitespace-nowrap">
      {text()}
    </time>
  );
}
