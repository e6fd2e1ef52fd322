import { Title } from '@solidjs/meta';
import { type RouteSectionProps, useLocation, useNavigate } from '@solidjs/router';
import { createEffect, createSignal, Match, onCleanup, onMount, Switch } from 'solid-js';
import { Failure } from '#console/components/failure.tsx';
import { Skeleton } from '#console/components/skeleton.tsx';
import { Shell } from '#console/dashboard/shell.tsx';
import { askAwayEveryMs } from '#console/http/live-query.ts';
import { isAway } from '#console/http/problem.ts';
import { BrokenPage } from '#console/outdated/broken-page.tsx';
import { Guarded } from '#console/outdated/guarded.tsx';
import { loginPathOf } from '#console/session/login-path.ts';
import { followOtherTabs, renew, session } from '#console/session/session.ts';
import { readTheme } from '#console/theme/choose-theme.ts';

/** All of the dashboard: it finds out who is signed in, and leads to the login and back if nobody is. The frame stays whatever becomes of the page in it. On the server, which knows no tokens, it is the frame alone. */
export default function Dashboard(props: RouteSectionProps) {
  const navigate = useNavigate();
  const location = useLocation();
  const [error, setError] = createSignal<unknown>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    clearTimeout(timer);
    renew().catch((thrown: unknown) => {
      setError(thrown);
      if (isAway(thrown)) timer = setTimeout(open, askAwayEveryMs);
    });
  };
  onCleanup(() => clearTimeout(timer));
  onMount(() => {
    followOtherTabs();
    readTheme();
    open();
  });
  createEffect(() => {
    if (session() === null) navigate(loginPathOf(location.pathname + location.search), { replace: true });
  });
  return (
    <Shell>
      {/* Until a page says its own. */}
      <Title>RecomEngine</Title>
      <Switch fallback={<Skeleton lines={6} />}>
        <Match when={session()}>
          <Guarded waiting={<Skeleton lines={6} />} broken={(error) => <BrokenPage error={error} />}>
            {props.children}
          </Guarded>
        </Match>
        <Match when={error()}>{(thrown) => <Failure error={thrown()} onRetry={open} />}</Match>
      </Switch>
    </Shell>
  );
}
