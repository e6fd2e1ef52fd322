/** How often it is looked whether the script is there now. */
const lookEveryMs = 5_000;

/**
 * Runs in the document before everything else, as a text of its own: if the first script of the page does not come, nothing could be pressed and nobody would say why. It says so above the page, and
 * reads the page anew once the script can be had.
 */
export const sayNoScripts = `addEventListener('error', ({ target }) => {
  if (!(target instanceof HTMLScriptElement) || target.type !== 'module' || document.getElementById('no-scripts')) return;
  document.body.insertAdjacentHTML('afterbegin', '<p id="no-scripts" role="alert" class="bg-ochre-soft px-4 py-3 text-center text-sm text-ochre">A part of this page did not come: nothing on it can be pressed yet. It is tried again by itself.</p>');
  const look = async () => {
    const answer = await fetch(target.src, { method: 'HEAD', cache: 'no-store' }).catch(() => null);
    if (answer?.ok) location.reload();
    else setTimeout(look, ${lookEveryMs});
  };
  setTimeout(look, ${lookEveryMs});
}, true)`;
