// The one script of the customer's page. It puts `Parley` on the window and loads the widget behind it.
(() => {
  const script = document.currentScript;
  const settings = (window.parleySettings ??= {});
  if (window.Parley || !script) return; // the code is on the page twice: one widget
  const base = new URL(script.src).origin;
  const portal = script.dataset.portal;
  const listeners = new Map();
  const later = []; // calls made before the widget is there
  let widget = null;
  let loading = null;
  let lastLoad = -Infinity;

  const emit = (event, detail = {}) =>
    listeners.get(event)?.forEach((listener) => {
      try {
        listener({ event, ...detail });
      } catch (e) {
        setTimeout(() => { throw e; }); // the page's own mistake: reported, and none of ours
      }
    });
  const call = (name, ...args) => {
    if (widget) widget[name](...args);
    else if (loading) later.push([name, args]);
  };
  const told = (event) => new Promise((go) => document.addEventListener(event, go, { once: true }));

  function forget() {
    try {
      for (const name of Object.keys(localStorage))
        if (name.startsWith(`parley.${portal}.`)) localStorage.removeItem(name);
    } catch {
      // blocked: there is nothing
    }
  }

  // The token of a preview link leaves the address at once, and is kept for this tab alone.
  function previewed() {
    const name = `parley.${portal}.preview`;
    const [part, token] = /[#&]parley-preview=([\w.~-]+)/.exec(location.hash) ?? [];
    try {
      if (!token) return sessionStorage.getItem(name);
      history.replaceState(history.state, '', location.href.replace(part, ''));
      sessionStorage.setItem(name, token);
    } catch {
      // blocked: for this page alone
    }
    return token;
  }

  async function load(options = {}) {
    if (loading || performance.now() - lastLoad < 1000) return;
    lastLoad = performance.now();
    const mine = (loading = {});
    try {
      if (document.prerendering) await told('prerenderingchange');
      if (document.readyState === 'loading') await told('DOMContentLoaded');
      const preview = previewed();
      const file = preview ? '/widget/{{build}}/ondemand/preview.js' : '/widget/{{build}}/widget.js';
      const module = await import(base + file);
      if (loading !== mine) return; // removed meanwhile
      widget = module.start({ base, portal, settings, emit, open: !!options.widgetOpen, preview });
      later.splice(0).forEach(([name, args]) => widget[name](...args));
    } catch (e) {
      if (loading === mine) loading = null;
      later.length = 0;
      console.warn('Parley: the chat could not be loaded', e);
    }
  }
  function remove() {
    widget?.remove();
    widget = loading = null;
    later.length = 0;
    lastLoad = -Infinity;
  }

  window.Parley = {
    widget: {
      load,
      remove,
      open: () => call('open'),
      close: () => call('close'),
      refresh: (options) => call('refresh', options),
      status: () => ({ loaded: !!widget, pending: !!loading && !widget }),
    },
    clear(options = {}) {
      if (widget) widget.clear(options);
      else forget();
      if (options.resetWidget) {
        remove();
        load();
      }
    },
    on: (event, listener) =>
      void listeners.set(event, (listeners.get(event) ?? new Set()).add(listener)),
    off: (event, listener) => void listeners.get(event)?.delete(listener),
  };
  if (settings.loadImmediately !== false) load();
  for (const ready of window.parleyOnReady ?? []) ready();
  window.parleyOnReady = { push: (ready) => ready() };
})();
