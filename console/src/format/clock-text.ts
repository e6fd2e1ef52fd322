const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** Says a time as the clocks of a time zone show it: `29 Nov 2026, 16:37:21`. */
export function clockText(timeMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(timeMs);
}

/** Says how long ago a time was, rounded down: `just now` below a minute, then minutes, hours, and days below 30. Null for what is longer ago, or yet to come. */
export function agoText(timeMs: number, nowMs: number): string | null {
  const ms = nowMs - timeMs;
  if (ms < 0 || ms >= 30 * dayMs) return null;
  if (ms < minuteMs) return 'just now';
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min ago`;
  if (ms < dayMs) return `${Math.floor(ms / hourMs)} h ago`;
  const days = Math.floor(ms / dayMs);
  return days === 1 ? '1 day ago' : `${days} days ago`;
}
