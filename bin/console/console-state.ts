/** How far the console is, which starts beside the product: `missing` if it cannot be run, which was said. */
export type ConsoleState = 'starting' | 'being built' | 'ready' | 'missing';

/** What the line of the console says when the product is ready: where it is, and that it is not there yet; null where there is none. */
export function describeConsole(state: ConsoleState, url: string): string | null {
  if (state === 'missing') return null;
  return state === 'ready' ? url : `${url} (${state}: a line will say when it is ready)`;
}
