import type { ClosedShop, DemoShop } from '#demo-shop/demo-shop.ts';
import type { Config } from '#runtime/config/settings.ts';
import { readDemo } from './demo-file.ts';

const off = 'It is off: start without --no-demo (RECOMENGINE_DEMO=true), and not in production.';
const other =
  'This data folder has tenants of its own, and no demo shop. `npm start -- --port 5009 --data-dir ./demo` makes one in another folder.';
const filling = 'Its products are put on the shelves. That takes some seconds, and this page looks again by itself.';

/**
 * Returns what finds the demo shop of the data folder for its pages: the parent of this process makes it after the start, in a folder that has no tenants, and it is
 * open once it has products.
 */
export function createFindDemoShop(
  { demo: isOn, dataDir, host, port }: Pick<Config, 'demo' | 'dataDir' | 'host' | 'port'>,
  hasTenants: () => boolean,
): () => DemoShop | ClosedShop {
  let found: DemoShop | null = null;
  return () => {
    if (!isOn) return { isOpen: false, isFilling: false, why: off };
    if (found !== null) return found;
    const demo = readDemo(dataDir);
    if (demo === null && hasTenants()) return { isOpen: false, isFilling: false, why: other };
    if (demo?.hasPages !== true) return { isOpen: false, isFilling: true, why: filling };
    const { writeKey, readKey } = demo;
    found = { isOpen: true, apiUrl: `http://${host}:${port}`, writeKey, readKey };
    return found;
  };
}
