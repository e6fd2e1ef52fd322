/* The scripts of the shop's pages, served as they are. They run before the tag, whose script stands behind them. */
import { startDrawer } from './drawer.js';
import { keepPreferences } from './preferences.js';
import { submitChanges } from './submit-changes.js';
import { tellTag } from './tell-tag.js';

startDrawer();
keepPreferences();
submitChanges();
tellTag();
