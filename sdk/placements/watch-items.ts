const seenShare = 0.5;
const seenForMs = 1_000;

/** Calls back once for an item that at least half of was in the window, of a page that could be seen, for a second without a break. */
export function createItemWatch(): (item: Element, onSeen: () => void) => void {
  const watched = new Map<Element, { onSeen: () => void; timer?: number }>();
  const forget = (item: Element) => {
    watched.delete(item);
    observer.unobserve(item);
  };
  const observer = new IntersectionObserver(
    (changes) => {
      for (const { target, intersectionRatio } of changes) {
        const watch = watched.get(target);
        if (!watch) continue;
        clearTimeout(watch.timer);
        if (intersectionRatio >= seenShare)
          watch.timer = setTimeout(() => {
            forget(target);
            watch.onSeen();
          }, seenForMs);
      }
    },
    { threshold: seenShare },
  );
  // An observer tells anew of what it begins to observe, once the page can be seen.
  document.addEventListener('visibilitychange', () => {
    for (const [item, { timer }] of watched) {
      clearTimeout(timer);
      observer.unobserve(item);
      if (item.isConnected) observer.observe(item);
      else watched.delete(item);
    }
  });
  return (item, onSeen) => {
    watched.set(item, { onSeen });
    observer.observe(item);
  };
}
