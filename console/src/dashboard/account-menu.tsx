import { Menu } from '#console/components/menu.tsx';
import type { MenuSection } from '#console/components/menu-face.tsx';
import { say } from '#console/components/toasts.tsx';
import { failureText } from '#console/http/failure-text.ts';
import { session, signOut } from '#console/session/session.ts';
import { chooseTheme, theme } from '#console/theme/choose-theme.ts';
import { type Theme, themes } from '#console/theme/theme-cookie.ts';

const themeNames: Readonly<Record<Theme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' };

/** Who is signed in, and what concerns this browser: its theme, and the end of the session. */
export function AccountMenu() {
  const sections = (): MenuSection[] => [
    {
      kind: 'choice',
      title: 'Theme',
      chosen: theme(),
      options: themes.map((id) => ({ id, text: themeNames[id] })),
      onChoose: (id) => chooseTheme(themes.find((one) => one === id) ?? 'system'),
    },
    ...(session() == null
      ? []
      : [{ kind: 'acts' as const, acts: [{ text: 'Log out', onSelect: () => void leave() }] }]),
  ];
  return (
    <Menu
      label={<Who email={session()?.user.email ?? 'Account'} />}
      icon="m4 6 4 4 4-4"
      placement="bottom-end"
      triggerClass="min-h-9 max-w-60 min-w-0 px-2.5 text-soft hover:bg-sunken hover:text-ink"
      class="w-56"
      sections={sections()}
    />
  );
}

async function leave(): Promise<void> {
  try {
    await signOut();
  } catch (error) {
    say(`You are still logged in. ${failureText(error)}`);
  }
}

/** Where there is no room for an address, a head stands for it. */
function Who(props: { email: string }) {
  return (
    <>
      <svg
        aria-hidden="true"
        viewBox="0 0 16 16"
        class="size-5 sm:hidden"
        fill="none"
        stroke="currentColor"
        stroke-width="1.4"
      >
        <circle cx="8" cy="5.5" r="2.8" />
        <path d="M2.8 14a5.2 5.2 0 0 1 10.4 0" />
      </svg>
      <span class="sr-only sm:hidden">{props.email}</span>
      <span class="hidden sm:inline">{props.email}</span>
    </>
  );
}
