import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import { For, Show } from 'solid-js';
import { session, signOut } from '#console/session/session.ts';
import { chooseTheme, theme } from '#console/theme/choose-theme.ts';
import { type Theme, themes } from '#console/theme/theme-cookie.ts';

const item =
  'flex min-h-9 cursor-pointer items-center justify-between rounded-sm px-3 text-sm outline-none data-highlighted:bg-pine-soft data-highlighted:text-pine';
const themeNames: Readonly<Record<Theme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' };

/** Who is signed in, and what concerns this browser: its theme, and the end of the session. */
export function AccountMenu() {
  return (
    <DropdownMenu placement="bottom-end">
      <DropdownMenu.Trigger class="flex min-h-9 min-w-0 max-w-60 items-center gap-2 rounded-md px-2.5 text-sm text-soft hover:bg-sunken hover:text-ink">
        <span class="truncate">{session()?.user.email ?? 'Account'}</span>
        <svg
          aria-hidden="true"
          viewBox="0 0 16 16"
          class="size-4 shrink-0"
          fill="none"
          stroke="currentColor"
          stroke-width="1.6"
        >
          <path d="m4 6 4 4 4-4" />
        </svg>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content class="z-60 w-56 rounded-md border border-line bg-raised p-1 shadow-float outline-none">
          <DropdownMenu.RadioGroup
            value={theme()}
            onChange={(chosen) => chooseTheme(themes.find((one) => one === chosen) ?? 'system')}
          >
            <DropdownMenu.GroupLabel class="px-3 py-1.5 text-xs text-faint">Theme</DropdownMenu.GroupLabel>
            <For each={themes}>
              {(name) => (
                <DropdownMenu.RadioItem value={name} class={item}>
                  {themeNames[name]}
                  <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
                </DropdownMenu.RadioItem>
              )}
            </For>
          </DropdownMenu.RadioGroup>
          <Show when={session()}>
            <DropdownMenu.Separator class="my-1 border-line" />
            <DropdownMenu.Item class={item} onSelect={() => void signOut()}>
              Log out
            </DropdownMenu.Item>
          </Show>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu>
  );
}
