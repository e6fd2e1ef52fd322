/** The one HTTP process of `recomengine start`: ingestion and query API behind one port, the embedded log's one writer. */
import { processSettings } from './process-settings.ts';
import { serve } from './serve.ts';

await serve('server', await processSettings('server'), { ingest: true, queryApi: true });
