// When the widget appears or opens by itself. The sums are pure; `watch` binds them to the 

/** Whether so many percent of what can be scrolled have been scrolled; a page without scroll bar always has. */
export function scrolled(percent, { top, height, viewport }) {
  const room = height - viewport;
  return room <= 0 || top >= room * (percent / 100);
}

/** Whether the pointer left the page through its top edge. */
export function leavesAtTop({ clientY, relatedTarget }) {
  return !relatedTarget && clientY <= 0;
}

/** Which triggers can ever fire here: on a screen without pointer there is no exit intent. */
export function effective({ time, scroll, exit } = {}, { hover }) {
  return { time, scroll, exit: !!exit && hover };
}

/** Time that counts only while the page is visible. */
export class VisibleTime {
  #elapsed = 0;
  #since = null;

  show(now) {
    this.#since ??= now;
  }

  hide(now) {
    this.#elapsed = this.at(now);
    this.#since = null;
  }

  at(now) {
    return this.#elapsed + (this.#since === null ? 0 : now - this.#since);
  }
}

/**
 * Calls `fire` once, when the first of the triggers is met; with none that can fire, at once.
 *
 * @return a function that stops watching
 */
export function watch(triggers, fire) {
  const hover = !navigator.maxTouchPoints || matchMedia('(any-hover: hover)').matches;
  const { time, scroll, exit } = effective(triggers, { hover });
  const stop = new AbortController();
  const on = (target, type, listener) =>
    target.addEventListener(type, listener, { signal: stop.signal, passive: true });
  let timer;
  const met = () => {
    if (stop.signal.aborted) return;
    end();
    fire();
  };
  const end = () => {
    stop.abort();
    clearTimeout(timer);
  };
  if (!time && !scroll && !exit) {
    met();
    return end;
  }
  if (time) {
    const seen = new VisibleTime();
    const turn = () => {
      const now = performance.now();
      clearTimeout(timer);
      if (document.hidden) return seen.hide(now);
      seen.show(now);
      timer = setTimeout(met, Math.max(0, time * 1000 - seen.at(now)));
    };
    on(document, 'visibilitychange', turn);
    turn();
  }
  if (scroll) {
    const look = () => {
      const { scrollHeight: height, clientHeight: viewport } = document.documentElement;
      if (scrolled(scroll, { top: scrollY, height, viewport })) met();
    };
    on(window, 'scroll', look);
    look();
  }
  if (exit) on(document, 'mouseout', (e) => leavesAtTop(e) && met());
  return end;
}
