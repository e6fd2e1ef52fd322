/** A process with ingestion alone: it takes events and catalog writes, onto a broker. */
import { processSettings } from './process-settings.ts';
import { serve } from './serve.ts';

await serve('ingest', await processSettings('ingest'), { ingest: true, queryApi: false });
