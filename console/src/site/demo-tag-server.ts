'use server';
import { getRequestEvent } from 'solid-js/web';

/** What the tag needs to show a widget of the demo shop. */
export type DemoTag = { apiKey: string; placementId: string };

/** The page does not wait longer for it: it is whole without. */
const patienceMs = 1_000;

/** Asks the API for the tag of its demo shop; null if it has none, or does not answer soon. On the server, so that a shop that is not there is no failed request of the browser. */
export async function readDemoTag(): Promise<DemoTag | null> {
  const apiUrl = getRequestEvent()?.request.headers.get('x-recomengine-api');
  if (apiUrl == null) return null;
  try {
    const answer = await fetch(`${apiUrl}/demo/tag.json`, { signal: AbortSignal.timeout(patienceMs) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
