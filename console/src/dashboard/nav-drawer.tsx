import { Dialog } from '@kobalte/core/dialog';
import { giveFocusBack } from '#console/components/give-focus-back.ts';
import { Brand } from '#console/dashboard/brand.tsx';
import { SideNav } from '#console/dashboard/side-nav.tsx';

/** Where one can go, on a phone: in front of the page, from the left. */
export function NavDrawer(props: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog open={props.isOpen} onOpenChange={(isOpen) => !isOpen && props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay class="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Content
          {...giveFocusBack()}
          class="fixed inset-y-0 left-0 z-50 w-72 max-w-[85vw] overflow-y-auto bg-paper px-4 py-5 shadow-float"
          aria-label="Navigation"
        >
          <Brand />
          <SideNav isInDialog />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog>
  );
}
