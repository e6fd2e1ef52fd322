import { MetaProvider } from '@solidjs/meta';
import { Router } from '@solidjs/router';
import { FileRoutes } from '@solidjs/start/router';
import { keepFocus } from '#console/components/keep-focus.ts';
import { BrokenPage } from '#console/outdated/broken-page.tsx';
import { Guarded } from '#console/outdated/guarded.tsx';
import { ReplaceOutdatedPage } from '#console/outdated/replace-outdated-page.tsx';
import { SiteFrame } from '#console/site/site-frame.tsx';
import './app.css';

/** The whole application: every page is a file of `routes/`. */
export default function App() {
  keepFocus(() => document.getElementById('app'));
  return (
    <Router
      root={(props) => (
        <MetaProvider>
          <ReplaceOutdatedPage />
          <Guarded
            broken={(error) => (
              <SiteFrame>
                <BrokenPage error={error} />
              </SiteFrame>
            )}
          >
            {props.children}
          </Guarded>
        </MetaProvider>
      )}
    >
      <FileRoutes />
    </Router>
  );
}
