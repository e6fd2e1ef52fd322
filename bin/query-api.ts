/** A process with the query API alone: recommendations from its own models, and all routes for admins. */
import { processSettings } from './process-settings.ts';
import { serve } from './serve.ts';

await serve('query-api', await processSettings('query-api'), { ingest: false, queryApi: true });
