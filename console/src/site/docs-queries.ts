import { query } from '@solidjs/router';
import { readDoc, readTitles, searchDocs } from '#console/site/docs-server.ts';

export const docTitles = query(readTitles, 'doc titles');
export const doc = query(readDoc, 'doc');
export const foundInDocs = query(searchDocs, 'found in docs');
