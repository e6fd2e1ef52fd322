import { useLocation } from '@solidjs/router';
import { createEffect, ErrorBoundary, type JSX, on, Suspense } from 'solid-js';

/**
 * Stands around what may not come, or may break, as the page within a frame: what lies around it stays, whatever becomes of it. While a part of it is on its way `waiting` stands in its place; if it fails,
 * `broken` does, until one goes somewhere else.
 */
export function Guarded(props: {
  waiting?: JSX.Element;
  broken: (error: unknown) => JSX.Element;
  children: JSX.Element;
}) {
  const location = useLocation();
  return (
    <ErrorBoundary
      fallback={(error, tryAgain) => {
        createEffect(on(() => location.pathname, tryAgain, { defer: true }));
        return props.broken(error);
      }}
    >
      <Suspense fallback={props.waiting}>{props.children}</Suspense>
    </ErrorBoundary>
  );
}
