// What the visitor sees: DOM in a closed shadow root, text only. It holds no state of the chat.

import { h, icon, Keyed, pieces } from './dom.js';
import { inkOn, sheet } from './style.js';

export class View {
  #to;
  #words;
  #host = h('parley-chat');
  #root = this.#host.attachShadow({ mode: 'closed' });
  #list;
  #part = {};

  /** @param to what the visitor's acts call: toggle, close, dismiss, send, typing, retry, discard, startNew, reconnect, seen */
  constructor(words, to) {
    this.#words = words;
    this.#to = to;
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(this.#launcher(), this.#prompt(), this.#window());
    this.show({});
    document.body.append(this.#host);
  }

  remove() {
    this.#host.remove();
  }

  /** Colour, side and language of the whole. */
  dress({ colour = '#1f5fbf', placement, language }) {
    if (!/^#[0-9a-f]{6}$/i.test(colour)) colour = '#1f5fbf';
    this.#host.style.setProperty('--accent', colour);
    this.#host.style.setProperty('--on', inkOn(colour));
    this.#host.dataset.side = placement === 'left' ? 'left' : 'right';
    this.#host.lang = language ?? 'en';
  }

  /** Which of the three are on the page; the launcher with its badge. */
  show({ launcher = false, prompt = '', open = false, unread = 0 }) {
    const { launcher: button, badge, prompt: bubble, say, window } = this.#part;
    button.hidden = !launcher;
    button.setAttribute('aria-expanded', open);
    const w = this.#words;
    button.setAttribute('aria-label', open ? w.close : unread ? `${w.open}, ${w.unread(unread)}` : w.open);
    button.firstChild.replaceWith(icon(open ? 'down' : 'chat'));
    badge.hidden = !unread || open;
    badge.textContent = unread > 99 ? '99+' : unread;
    bubble.hidden = !prompt || open;
    if (say.textContent !== prompt) say.textContent = prompt;
    const opens = window.hidden && open;
    window.hidden = !open;
    this.#host.toggleAttribute('data-open', open);
    if (opens) this.#toEnd();
  }

  focus(open) {
    const { window, text, launcher } = this.#part;
    if (!open) return launcher.focus();
    (text.closest('[hidden]') ? window.querySelector('.gate :is(input,button)') ?? window : text).focus();
  }

  head({ name, people = [], line }) {
    const faces = (people.length ? people : [{ name }]).slice(0, 3).map((it) => {
      const face = h('span.face', {}, [...(it.name ?? '')][0]?.toUpperCase() ?? '');
      if (/^https:/.test(it.avatar ?? '')) {
        const img = h('img', { src: it.avatar, alt: '', onerror: () => img.remove() });
        face.replaceChildren(img);
      }
      return face;
    });
    this.#part.faces.replaceChildren(...faces);
    this.#part.name.textContent = name;
    this.#part.line.textContent = line;
  }

  /** @param action {text, run}: a button behind the words */
  strip(name, text, action) {
    const strip = this.#part[name];
    strip.hidden = !text;
    if (strip.dataset.says === text) return;
    strip.dataset.says = text;
    strip.replaceChildren(text, ...(action ? [h('button.link', { onclick: action.run }, action.text)] : []));
  }

  /** A screen reader hears each item once, as only changed ones are drawn anew. */
  list(items) {
    const stick = this.#atEnd;
    const grew = this.#list.draw(items, (item) => this.#item(item));
    if (stick || items.at(-1)?.state) this.#toEnd();
    else if (grew) this.#part.latest.hidden = false;
  }

  busy(yes) {
    this.#part.list.setAttribute('aria-busy', yes);
  }

  typing(name) {
    const { dots, says } = this.#part;
    const stick = this.#atEnd;
    dots.hidden = !name;
    says.textContent = name ? this.#words.typing(name) : '';
    if (name && stick) this.#toEnd();
  }

  /** A question in the composer's place if it `blocks`, else above it; null: none. */
  gate(gate) {
    const { gate: box, composer } = this.#part;
    const name = gate?.name ?? '';
    composer.hidden = !!gate?.blocks;
    if (box.dataset.name === name) return;
    box.dataset.name = name;
    box.hidden = !gate;
    box.replaceChildren(...(gate?.nodes ?? []));
  }

  /** More rules, for what is loaded on demand. */
  adopt(more) {
    this.#root.adoptedStyleSheets = [sheet, more];
  }

  fine(text) {
    this.#part.fine.hidden = !text;
    this.#part.fine.replaceChildren(...pieces(text ?? ''));
  }

  error(text) {
    this.#part.error.textContent = text;
  }

  #launcher() {
    const badge = h('span.badge', { 'aria-hidden': 'true' });
    const launcher = h('button.launcher', { 'aria-haspopup': 'dialog', onclick: () => this.#to.toggle() }, icon('chat'), badge);
    Object.assign(this.#part, { launcher, badge });
    return launcher;
  }

  #prompt() {
    const say = h('button.say', { onclick: () => this.#to.toggle() });
    const x = h('button.x', { 'aria-label': this.#words.dismiss, onclick: () => this.#to.dismiss() }, icon('x'));
    Object.assign(this.#part, { say, prompt: h('div.prompt', { role: 'status' }, say, x) });
    return this.#part.prompt;
  }

  #window() {
    const [w, p] = [this.#words, this.#part];
    const live = { role: 'status', hidden: true };
    p.faces = h('div.faces', { 'aria-hidden': 'true' });
    p.name = h('h2', { id: 'name' });
    p.line = h('p');
    p.link = h('div.strip', { ...live });
    p.notice = h('div.strip.quiet', { ...live });
    p.dots = h('div.dots', { 'aria-hidden': 'true', hidden: true }, h('i'), h('i'), h('i'));
    p.says = h('p.sr', { role: 'status' });
    p.list = h('div.list', { role: 'log', 'aria-live': 'polite', 'aria-label': w.log, tabindex: 0, onscroll: () => this.#atEnd && (p.latest.hidden = true) }, p.dots);
    this.#list = new Keyed(p.list, p.dots);
    p.latest = h('button.latest', { hidden: true, onclick: () => this.#toEnd() }, w.latest);
    p.gate = h('section.gate', { hidden: true });
    p.fine = h('p.fine', { hidden: true });
    p.error = h('p.error', { role: 'alert' });
    p.window = h('section.window', { role: 'dialog', 'aria-labelledby': 'name', tabindex: -1, hidden: true, onkeydown: (e) => this.#key(e) },
      h('header', {}, p.faces, h('div', {}, p.name, p.line), h('button', { 'aria-label': w.close, onclick: () => this.#to.close() }, icon('down'))),
      p.link, p.notice, p.list, p.latest, p.says, p.gate, this.#composer());
    return p.window;
  }

  #composer() {
    const [w, p] = [this.#words, this.#part];
    const send = () => this.#to.send(text.value) && ((text.value = ''), fit());
    const fit = () => {
      text.style.height = 'auto';
      text.style.height = `${text.scrollHeight}px`;
      button.disabled = !text.value.trim();
    };
    const text = h('textarea', { rows: 1, placeholder: w.write, 'aria-label': w.write, enterkeyhint: 'send',
      oninput: () => { this.error(''); fit(); this.#to.typing(); },
      onkeydown: (e) => {
        if (e.key !== 'Enter' || e.shiftKey || e.isComposing) return;
        e.preventDefault();
        send();
      } });
    const button = h('button.send', { type: 'submit', 'aria-label': w.send, disabled: true }, icon('send'));
    p.text = text;
    p.composer = h('form', { onsubmit: (e) => { e.preventDefault(); send(); text.focus(); } }, p.fine, p.error, h('div.composer', {}, text, button));
    return p.composer;
  }

  #item({ side, who, text, state, failed, cmid, more, action }) {
    if (side === 'note') return h('p.note', {}, text, action ? h('button.link', { onclick: () => this.#to.startNew() }, action) : null);
    const w = this.#words;
    return h(`div.item.${side}${more ? '.more' : ''}${failed ? '.failed' : ''}`, {},
      h(more || side === 'mine' ? 'p.sr' : 'p.who', {}, who),
      h('span.text', {}, ...pieces(text)),
      state && h('span.state', {}, state, ...(failed ? [
        h('button.link', { onclick: () => this.#to.retry(cmid) }, w.retry),
        h('button.link', { onclick: () => this.#to.discard(cmid) }, w.discard)] : [])));
  }

  #key(e) {
    e.stopPropagation(); // the page's shortcuts are not for what is typed here
    if (e.key === 'Escape') return this.#to.close();
    const { window } = this.#part;
    if (e.key !== 'Tab' || window.clientWidth < innerWidth) return; // a trap only where nothing else is seen
    const stops = [...window.querySelectorAll('button,a,input,textarea,[tabindex="0"]')].filter((it) => !it.disabled && it.offsetParent);
    const at = this.#root.activeElement;
    const [from, to] = e.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    if (at === from) {
      e.preventDefault();
      to.focus();
    }
  }

  get #atEnd() {
    const { list } = this.#part;
    return list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  }

  #toEnd() {
    const { list, latest } = this.#part;
    list.scrollTop = list.scrollHeight;
    latest.hidden = true;
    this.#to.seen();
  }
}
