import { type RouteSectionProps, useLocation, useNavigate } from '@solidjs/router';
import { createEffect, createSignal, Match, onMount, Switch } from 'solid-js';
import { Failure } from '#console/components/failure.tsx';
import { Skeleton } from '#console/components/skeleton.tsx';
import { Shell } from '#console/dashboard/shell.tsx';
import { loginPathOf } from '#console/session/login-path.ts';
import { followOtherTabs, renew, session } from '#console/session/session.ts';
import { readTheme } from '#console/theme/choose-theme.ts';

/** All of the dashboard: it finds out who is signed in, and leads to the login and back if nobody is. On the server, which knows no tokens, it is the frame alone. */
export default function Dashboard(props: RouteSectionProps) {
  const navigate = useNavigate();
  const location = useLocation();
  const [error, setError] = createSignal<unknown>(null);
  const open = () => {
    setError(null);
    renew().catch(setError);
  };
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
      <Switch fallback={<Skeleton lines={6} />}>
        <Match when={session()}>{props.children}</Match>
        <Match when={error()}>{(thrown) => <Failure error={thrown()} onRetry={open} />}</Match>
      </Switch>
    </Shell>
  );
}
