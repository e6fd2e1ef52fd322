/**
 * For the content of a dialog that its page opens: what had the focus gets it again when the dialog closes; if that is gone, the content of the page does. The library gives it back
 * to a trigger of its own alone, and Tab would begin at the top of the page.
 */
export function giveFocusBack(): { onOpenAutoFocus: () => void; onCloseAutoFocus: () => void } {
  // Known from the beginning: Escape may come before the dialog has taken the focus.
  let opener = document.activeElement;
  return {
    onOpenAutoFocus() {
      opener = document.activeElement;
    },
    onCloseAutoFocus() {
      const wanted = opener?.isConnected === true ? opener : document.querySelector('main');
      if (wanted instanceof HTMLElement) wanted.focus({ preventScroll: true });
    },
  };
}
