import { MetaProvider } from '@solidjs/meta';
import { Router } from '@solidjs/router';
import { FileRoutes } from '@solidjs/start/router';
import { ErrorBoundary, Suspense } from 'solid-js';
import { keepFocus } from '#console/components/keep-focus.ts';
import { BrokenPage } from '#console/outdated/broken-page.tsx';
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
          <ErrorBoundary fallback={(error) => <BrokenPage error={error} />}>
            <Suspense>{props.children}</Suspense>
          </ErrorBoundary>
        </MetaProvider>
      )}
    >
      <FileRoutes />
    </Router>
  );
}
