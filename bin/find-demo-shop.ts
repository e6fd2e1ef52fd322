import type { ClosedShop, DemoShop } from '#demo-shop/demo-shop.ts';
import type { Config } from '#runtime/config/settings.ts';
import { readDemo } from './demo-file.ts';

const off = 'It is off: start without --no-demo (RECOMENGINE_DEMO=true), and not in production.';
const other =
  'This data folder has no demo shop: it has tenants of its own, or its first start is not through yet. `npm start -- --port 5009 --data-dir ./demo` makes one in another folder.';

/** Returns what finds the demo shop of the data folder for its pages: the parent of this process makes it after the start. */
export function createFindDemoShop({
  demo: isOn,
  dataDir,
  host,
  port,
}: Pick<Config, 'demo' | 'dataDir' | 'host' | 'port'>): () => DemoShop | ClosedShop {
  let found: DemoShop | null = null;
  return () => {
    if (!isOn) return { isOpen: false, why: off };
    if (found !== null) return found;
    const demo = readDemo(dataDir);
    if (demo === null) return { isOpen: false, why: other };
    const { writeKey, readKey } = demo;
    found = { isOpen: true, apiUrl: `http://${host}:${port}`, writeKey, readKey };
    return found;
  };
}
