import { MetaProvider } from '@solidjs/meta';
import { Router } from '@solidjs/router';
import { FileRoutes } from '@solidjs/start/router';
import { Suspense } from 'solid-js';
import { keepFocus } from '#console/components/keep-focus.ts';
import { ReplaceOutdatedPage } from '#console/outdated/replace-outdated-page.tsx';
import './app.css';

/** The whole application: every page is a file of `routes/`. */
export default function App() {
  keepFocus(() => document.getElementById('app'));
  return (
    <Router
      root={(props) => (
        <MetaProvider>
          <ReplaceOutdatedPage />
          <Suspense>{props.children}</Suspense>
        </MetaProvider>
      )}
    >
      <FileRoutes />
    </Router>
  );
}
