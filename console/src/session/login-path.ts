/** Returns the path of the login that leads back to a page afterwards. */
export function loginPathOf(page: string): string {
  return `/login?next=${encodeURIComponent(page)}`;
}

const home = '/dashboard';
/** Resolves what a browser would; no page of ours has it. */
const ownOrigin = 'http://console.invalid';

/** Returns where to go after the login: the page that `next` names if it is one of the dashboard, else the dashboard. Never another host. */
export function pageAfterLogin(next: string | undefined): string {
  const url = URL.parse(next ?? home, ownOrigin);
  if (url === null || url.origin !== ownOrigin) return home;
  const isDashboard = url.pathname === home || url.pathname.startsWith(`${home}/`);
  return isDashboard ? url.pathname + url.search : home;
}
