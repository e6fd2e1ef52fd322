import { solidStart } from '@solidjs/start/config';
import tailwindcss from '@tailwindcss/vite';
import { nitro } from 'nitro/vite';
import { defineConfig } from 'vite';

// Solid's compiler would read the half megabyte of the chart library, which has nothing for it, twice.
const solid = { exclude: /node_modules\/apexcharts/ };

/** What is built stands for itself: a handler for `node:http` that needs no package beside it. bin/console.ts serves it. */
export default defineConfig({
  plugins: [solidStart({ middleware: 'src/middleware.ts', devOverlay: false, solid }), tailwindcss(), nitro()],
  nitro: { preset: 'node_middleware', serveStatic: true, compressPublicAssets: { gzip: true, brotli: true } },
  build: { reportCompressedSize: false },
});
