import type { JSX } from 'solid-js';

/** Lines of a menu: acts, or values of which one is chosen. */
export type MenuSection =
  | { kind: 'acts'; acts: readonly { text: string; onSelect: () => void }[] }
  | {
      kind: 'choice';
      title: string;
      chosen: string;
      options: readonly { id: string; text: string }[];
      onChoose: (id: string) => void;
    };

export type MenuProps = {
  label: JSX.Element;
  /** The path of a line in a square of 16 that says where the menu opens. */
  icon: string;
  placement?: 'bottom' | 'bottom-end';
  triggerClass: string;
  class: string;
  sections: readonly MenuSection[];
};

/** How the button of a menu looks, before and after the menu is there. */
export const menuTrigger = ({ triggerClass }: Pick<MenuProps, 'triggerClass'>): string =>
  `flex items-center gap-2 rounded-md text-sm ${triggerClass}`;

/** What stands in the button of a menu. */
export function MenuFace(props: Pick<MenuProps, 'label' | 'icon'>) {
  return (
    <>
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
    </>
  );
}
