import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import type { JSX } from 'solid-js';

/** How each line of a menu looks. */
export const menuItem =
  'flex min-h-9 cursor-pointer items-center justify-between rounded-sm px-3 text-sm outline-none data-highlighted:bg-pine-soft data-highlighted:text-pine';

/**
 * A button with a text that opens a menu, and the menu: its children are items of Kobalte's `DropdownMenu`. `icon` is the path of a line in a square of 16 that says where the menu
 * opens.
 */
export function Menu(props: {
  label: JSX.Element;
  icon: string;
  placement?: 'bottom' | 'bottom-end';
  triggerClass: string;
  class: string;
  children: JSX.Element;
}) {
  return (
    <DropdownMenu placement={props.placement ?? 'bottom'}>
      <DropdownMenu.Trigger class={`flex items-center gap-2 rounded-md text-sm ${props.triggerClass}`}>
        <span class="min-w-0 truncate">{props.label}</span>
        <svg
          aria-hidden="true"
          viewBox="0 0 16 16"
          class="size-4 shrink-0 text-soft"
          fill="none"
          stroke="currentColor"
          stroke-width="1.6"
        >
          <path d={props.icon} />
        </svg>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          class={`z-60 rounded-md border border-line bg-raised p-1 shadow-float outline-none ${props.class}`}
        >
          {props.children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu>
  );
}
