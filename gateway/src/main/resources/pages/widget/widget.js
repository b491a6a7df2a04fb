// The widget: what the gateway decided, what the visitor did, and what is therefore on the page.

import { Keep, WindowMemory } from './keep.js';
import { Link } from './link.js';
import { Outbox, tabLock, uuid } from './outbox.js';
import { Talk } from './talk.js';
import { watch } from './triggers.js';
import { View } from './view.js';
import { phrase, words } from './words.js';

/** Puts the widget on the page. @return what the page's script may call */
export const start = (options) => new Widget(options);

class Widget {
  #options;
  #keep;
  #memory;
  #link;
  #outbox;
  #talk;
  #view = null;
  #words;
  #language;
  #decision = { availability: { show: 'hidden' } };
  #display = {}; // of the last chatflow: an open conversation outlives it
  #tab = uuid();
  #token;
  #visitor;
  #most = 4000;
  #queue = '';
  #isOpen = false;
  #spent = false; // the trigger was met, or the visitor was faster
  #watched = '';
  #unwatch = () => {};
  #gates = null; // loaded with the first decision that has some
  #url = location.href;
  #pageTold = -Infinity;
  #drawing = false;
  #gone = new AbortController();
  #counted = 0;

  constructor(options) {
    this.#options = options;
    const { base, portal } = options;
    this.#keep = options.keep ?? new Keep(portal);
    this.#memory = new WindowMemory(this.#keep);
    this.#token = this.#keep.get('token');
    this.#outbox = new Outbox(this.#keep, tabLock(`parley.${portal}.out`));
    this.#link = new Link({
      dial: () => new WebSocket(`${base.replace(/^http/, 'ws')}/v1/chat/${portal}`),
      greet: () => this.#greeting(),
      frame: (frame) => this.#received(frame),
      changed: (state) => this.#linkIs(state),
      ended: ({ code }) => this.#linkEnded(code),
      have: () => this.#talk.have(),
      interval: (hb) => (this.#talk.open ? 25 : hb),
      needed: () => this.#talk.open || this.#outbox.items().length > 0,
    });
    this.#talk = new Talk({
      link: this.#link,
      keep: this.#keep,
      outbox: this.#outbox,
      changed: () => this.#draw(),
      started: (conversationId) => options.emit('conversationStarted', { conversationId }),
      ended: (conversationId) => options.emit('conversationClosed', { conversationId }),
    });
    this.#follow();
    this.#link.start();
    if (options.open) this.open(false);
  }

  open(byPage = true) {
    if (this.#isOpen) return;
    this.#isOpen = this.#spent = true;
    if (byPage) this.#options.emit('userInteractedWithWidget');
    this.#memory.opened();
    if (this.#link.state === 'idle') this.#link.start();
    this.#draw();
  }

  close() {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#memory.closed();
    this.#options.emit('widgetClosed');
    this.#draw();
  }

  refresh({ openToNewThread } = {}) {
    if (openToNewThread) this.#talk.startNew();
    this.#tellPage();
  }

  remove() {
    this.#gone.abort();
    this.#unwatch();
    this.#link.stop();
    this.#view?.remove();
    this.#view = null;
  }

  /** Another person at this computer sees nothing of the one before. */
  clear({ resetWidget } = {}) {
    this.#link.stop(resetWidget && { reset: true });
    this.#keep.clear();
    this.#token = this.#visitor = undefined;
    this.#tab = uuid();
    this.#gates?.clear();
    this.#talk.forget();
    this.#link.start();
  }

  // ---- the connection

  #greeting() {
    const { portal, settings } = this.#options;
    const { identificationEmail: email, identificationToken: token } = settings;
    return {
      type: 'connect',
      v: 1,
      portal,
      page: page(),
      device: device(),
      lang: navigator.language,
      token: this.#token,
      identity: email && token ? { email, token } : undefined,
      tab: this.#tab,
      resume: this.#talk.resume(),
      ...this.#options.greeting,
    };
  }

  #received(frame) {
    this.#options.heard?.(frame);
    switch (frame.type) {
      case 'ready': return this.#ready(frame);
      case 'decision': return this.#decided(frame);
      case 'queue':
        this.#queue = this.#words.queue(frame.position, Math.ceil(frame.waitSeconds / 60));
        return this.#draw();
      case 'entry':
        if (frame.actor.kind !== 'visitor') this.#queue = '';
        return this.#talk.entry(frame);
      case 'ack': return this.#talk.ack(frame);
      case 'nack': return this.#nack(frame);
      case 'typing': return this.#talk.types(frame, this.#team);
      case 'pong': return this.#talk.heads(frame.heads);
      case 'live': return this.#talk.live(frame);
      case 'reset': return this.#talk.reset(frame);
      case 'hello': this.#most = frame.limits?.text ?? this.#most;
    }
  }

  #ready(frame) {
    if (this.#visitor && this.#visitor !== frame.visitor) this.#talk.forget();
    this.#visitor = frame.visitor;
    this.#token = frame.token;
    if (this.#keep.allowed) this.#keep.set('token', frame.token);
    this.#talk.ready(frame);
    this.#decided(frame.decision);
  }

  #linkIs(state) {
    if (state === 'live') this.#drain();
    else this.#outbox.broke();
    this.#draw();
  }

  #linkEnded(code) {
    if (code !== 4401) return;
    this.#token = undefined; // the next greeting asks for a new one
    this.#keep.drop('token');
  }

  #nack(frame) {
    const w = this.#words;
    const why = { too_long: w.tooLong(''), rate_limited: w.slow, consent_required: '', email_required: '', preview: this.#options.why };
    if (why[frame.code] === '') this.#gates?.missing(frame.code);
    this.#talk.nack(frame, why[frame.code] ?? w.refused);
  }

  #drain() {
    this.#outbox.drain(({ cmid, conv, body, new: start }) =>
      this.#link.live && this.#link.send({ type: 'send', cmid, conv, new: start || undefined, kind: 'text', body }));
  }

  // ---- the decision

  async #decided(decision) {
    this.#decision = decision;
    const { chatflow } = decision;
    if (chatflow) this.#display = { ...decision.display, welcome: chatflow.welcome ?? '', language: chatflow.language };
    const language = this.#display.language ?? 'en';
    if (this.#language !== language) {
      this.#words = await words(language);
      this.#language = language;
      this.#view?.remove();
      this.#view = null;
    }
    if (decision.gates && !this.#gates) await this.#loadGates();
    this.#watchTriggers();
    if (!this.#view && this.#wanted && !this.#gone.signal.aborted) this.#appear();
    this.#gates?.given(this.#decision.gates, this.#view);
    this.#draw();
  }

  async #loadGates() {
    const { Gates } = await import('./ondemand/gates.js');
    this.#gates ??= new Gates({
      link: this.#link,
      keep: this.#keep,
      identified: this.#options.settings.identificationToken,
      allow: () => this.#allow(),
      changed: () => this.#draw(),
      retry: (code) => {
        this.#talk.retryAll(code);
        this.#drawNow();
        this.#view.focus(true);
      },
    });
  }

  get #team() {
    return this.#display.heading?.name || this.#words.team;
  }

  /** Whether there is anything to show at all; where the window is open, the visitor decides. */
  get #wanted() {
    const { chatflow, availability } = this.#decision;
    return this.#talk.open || (!!chatflow && availability.show !== 'hidden');
  }

  #appear() {
    this.#view = new View(this.#words, {
      toggle: () => this.#act(() => (this.#isOpen ? this.close() : this.open(false)), true),
      close: () => this.#act(() => this.close(), true),
      dismiss: () => this.#act(() => this.#memory.hush()),
      send: (text) => this.#send(text.trim()),
      typing: () => this.#talk.typed(),
      retry: (cmid) => this.#talk.retry(cmid),
      discard: (cmid) => this.#talk.discard(cmid),
      startNew: () => this.#act(() => this.#talk.startNew(), true),
      seen: () => this.#seen(),
    });
    if (!this.#isOpen && this.#memory.open && !narrow()) this.#isOpen = this.#spent = true;
    this.#options.emit('widgetLoaded');
  }

  /** Once per page and chatflow: opens the window, or lets the widget appear. */
  #watchTriggers() {
    const { chatflow, display } = this.#decision;
    const now = `${chatflow?.id} ${this.#url.split('#')[0]}`;
    if (!chatflow || this.#watched === now) return;
    this.#watched = now;
    this.#unwatch();
    this.#spent = this.#isOpen;
    const triggers = Object.fromEntries((display.triggers ?? []).map((it) => [it.kind, it.value || true]));
    this.#unwatch = watch(triggers, () => this.#met());
  }

  #met() {
    if (this.#spent) return;
    this.#spent = true;
    const may = this.#display.behaviour === 'open' && !this.#memory.hushed && this.#memory.open !== false && !narrow() && this.#wanted;
    if (!may) return this.#draw();
    // Of several tabs, one opens.
    const open = (mine) => {
      if (mine) this.open(false);
      return mine && new Promise((release) => setTimeout(release, 60_000));
    };
    navigator.locks ? navigator.locks.request(`parley.${this.#options.portal}.open`, { ifAvailable: true }, open) : open(true);
  }

  // ---- the visitor

  /** Something the visitor did: from here on things may be kept, unless a banner asks first. */
  #act(run, focus) {
    this.#allow();
    run();
    this.#drawNow();
    if (focus) this.#view?.focus(this.#isOpen);
    this.#options.emit('userInteractedWithWidget');
  }

  #allow() {
    if (this.#gates && !this.#gates.mayKeep) return;
    this.#keep.allow();
    this.#keep.set('token', this.#token);
  }

  #send(text) {
    const over = [...text].length - this.#most;
    if (!text) return false;
    if (over > 0) return this.#view.error(this.#words.tooLong(over));
    this.#allow();
    this.#memory.opened();
    this.#talk.say(text);
    return true;
  }

  #seen() {
    if (this.#isOpen && !document.hidden) queueMicrotask(() => this.#talk.seen());
  }

  // ---- the page

  #follow() {
    const { signal } = this.#gone;
    const stop = this.#link.followPage();
    signal.addEventListener('abort', stop);
    const turned = () => location.href !== this.#url && this.#options.settings.followNavigation !== false && this.#tellPage();
    const on = (target, type, run) => target?.addEventListener(type, run, { signal });
    on(window.navigation, 'currententrychange', turned);
    on(window, 'popstate', turned);
    on(document, 'visibilitychange', () => this.#draw());
    on(window, 'storage', () => this.#draw());
    if (!window.navigation) {
      const looking = setInterval(turned, 1000);
      signal.addEventListener('abort', () => clearInterval(looking));
    }
  }

  /** At once, and then at most once a second: the last one counts. */
  #tellPage() {
    const wait = this.#pageTold + 1000 - performance.now();
    if (this.#pageTold === Infinity) return;
    if (wait > 0) {
      this.#pageTold = Infinity;
      setTimeout(() => {
        this.#pageTold = -Infinity;
        this.#tellPage();
      }, wait);
      return;
    }
    this.#pageTold = performance.now();
    this.#url = location.href;
    if (!this.#gone.signal.aborted) this.#link.send({ type: 'page', ...page() });
  }

  // ---- drawing

  #draw() {
    if (this.#drawing || this.#gone.signal.aborted) return;
    this.#drawing = true;
    setTimeout(() => {
      this.#drawing = false;
      this.#drawNow();
    }, 16);
  }

  #drawNow() {
    const view = this.#view;
    if (!view) return;
    const w = this.#words;
    const { welcome = '', heading = {} } = this.#display;
    const { availability } = this.#decision;
    if (this.#link.live) this.#drain();
    const unread = this.#isOpen && !document.hidden ? 0 : this.#talk.unread;
    const shown = this.#isOpen || (this.#wanted && (this.#spent || this.#display.behaviour === 'open' || this.#talk.open));
    view.dress({ colour: this.#display.color, placement: this.#display.side, language: this.#language });
    view.head({ name: this.#team, people: heading.faces ?? [{ name: this.#team, avatar: heading.image }], line: this.#line() });
    view.strip('link', ...this.#linkSays());
    view.strip('notice', this.#queue || this.#notice());
    view.list(this.#talk.items(w, { welcome, team: this.#team }));
    view.busy(this.#link.state !== 'live');
    view.typing(this.#talk.typing);
    view.gate(this.#gates?.ask(w, { written: this.#talk.written, away: availability.state === 'away' }));
    view.fine(this.#gates?.fine);
    view.show({
      launcher: shown,
      open: this.#isOpen,
      unread,
      prompt: shown && !this.#talk.conv && this.#display.behaviour !== 'launcher' && !this.#memory.hushed && availability.show !== 'hidden' ? welcome : '',
    });
    this.#seen();
    const unreadCount = unread ? 1 : 0; // of conversations, not of messages
    if (unreadCount !== this.#counted) this.#options.emit('unreadConversationCountChanged', { unreadCount });
    this.#counted = unreadCount;
  }

  #line() {
    const { show, replyTime, returnAt } = this.#decision.availability;
    if (show === 'return_time' && returnAt) return this.#words.back(phrase(returnAt, this.#language));
    return show === 'chat' ? (this.#words.replies[replyTime] ?? '') : '';
  }

  #notice() {
    const { show, state, message } = this.#decision.availability;
    if (show === 'wait' || (state === 'full' && show !== 'chat')) return message || this.#words.wait;
    return state === 'away' ? message || this.#words.away : '';
  }

  #linkSays() {
    const w = this.#words;
    const { state, code } = this.#link;
    if (state === 'stopped' && code !== 4403 && code !== 4404)
      return [w.elsewhere, { text: w.reconnect, run: () => this.#link.start() }];
    return [{ connecting: w.connecting, waiting: w.waiting }[state] ?? ''];
  }
}

function page() {
  return { url: location.href.slice(0, 8192), title: document.title.slice(0, 200), referrer: document.referrer.slice(0, 2048) || undefined };
}

function narrow() {
  return matchMedia('(max-width: 480px)').matches;
}

/** By what the browser says of itself; the server looks for itself too. */
function device(agent = navigator.userAgent) {
  if (/iPad|Tablet|Android(?!.*Mobile)/.test(agent)) return 'tablet';
  return /Mobi/.test(agent) ? 'mobile' : 'desktop';
}
