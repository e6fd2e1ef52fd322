import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import Type from 'typebox';
import type { Route } from '#runtime/http/route.ts';
import { closed, literals } from '#schemas/http/fields.ts';
import { shopRoute } from './page-route.ts';

/** Asked again by its ETag after that, so that an upgrade shows at once. */
const seconds = 60;

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#1f5f4a"/><path d="M16 25V13M16 17c-5 0-7-3-7-7 5 0 7 3 7 7zM16 14c0-4 2-6 7-6 0 4-3 6-7 6z" fill="#cfe6d8" stroke="#cfe6d8" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"/></svg>`;

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** What the pages load, by name: their scripts as they are, their style sheets as one, and the fonts of the installed packages. */
function readAssets(): Map<string, string | Buffer> {
  const { resolve } = createRequire(import.meta.url);
  const font = (name: string) =>
    readFileSync(resolve(`@fontsource-variable/${name}/files/${name}-latin-wght-normal.woff2`));
  const filesOf = (folder: string, ending: string) =>
    readdirSync(join(import.meta.dirname, folder))
      .filter((file) => file.endsWith(ending))
      .sort()
      .map((file) => [file, readFileSync(join(import.meta.dirname, folder, file), 'utf8')] as const);
  return new Map<string, string | Buffer>([
    ['icon.svg', icon],
    ['fraunces.woff2', font('fraunces')],
    ['figtree.woff2', font('figtree')],
    [
      'shop.css',
      filesOf('style', '.css')
        .map(([, text]) => text)
        .join('\n'),
    ],
    ...filesOf('browser', '.js'),
  ]);
}

export function assetRoute(): Route {
  const assets = readAssets();
  return {
    ...shopRoute,
    method: 'GET',
    path: '/demo/assets/:file',
    summary: 'What the pages of the demo shop load',
    params: closed({ file: literals([...assets.keys()], { description: 'A file.' }) }),
    // A page is some ten files.
    limit: { perAddress: 12_000 },
    answers: { 200: Type.String() },
    produces: 'text/javascript',
    alternatives: { 'text/css': Type.String(), 'image/svg+xml': Type.String(), 'font/woff2': Type.String() },
    maxAgeSeconds: seconds,
    async handler(request, reply) {
      const { file } = request.params as { file: string };
      reply.type(types[extname(file)] ?? 'text/plain');
      return assets.get(file);
    },
  };
}
