/** The console of `recomengine start`, as a process of its own. */
import { receiveChildSettings, tellParent } from './child.ts';
import { runConsole } from './console/run-console.ts';

const { config } = await receiveChildSettings();
if (await runConsole(config, true)) tellParent({ kind: 'ready' });
