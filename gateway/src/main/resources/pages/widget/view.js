// What the visitor sees: DOM in a closed shadow root, text only. It holds no state of the chat.

import { h, icon, Keyed, pieces } from './dom.js';
import { inkOn, sheet } from './style.js';

export class View {
  #to;
  #words;
  #host = document.createElement('parley-chat');
  #list;
  #part = {};

  /** @param to what the visitor's acts call: toggle, close, dismiss, send, typing, retry, discard, startNew, reconnect, seen */
  constructor(words, to) {
    this.#words = words;
    this.#to = to;
    const root = this.#host.attachShadow({ mode: 'closed' });
    root.adoptedStyleSheets = [sheet];
    root.append(this.#launcher(), this.#prompt(), this.#window());
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
    button.setAttribute('aria-label', open ? this.#words.close : [this.#words.open, unread && this.#words.unread(unread)].filter(Boolean).join(', '));
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
      const face = h('span', { class: 'face' }, [...(it.name ?? '')][0]?.toUpperCase() ?? '');
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
    strip.replaceChildren(text, ...(action ? [h('button', { class: 'link', onclick: action.run }, action.text)] : []));
  }

  /** A screen reader hears each item once, as only changed ones are drawn anew. */
  list(items) {
    const { list } = this.#part;
    const stick = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
    const grew = this.#list.draw(items, (item) => this.#item(item));
    if (stick || items.at(-1)?.state) this.#toEnd();
    else if (grew) this.#part.latest.hidden = false;
  }

  busy(yes) {
    this.#part.list.setAttribute('aria-busy', yes);
  }

  typing(name) {
    const { dots, says, list } = this.#part;
    const stick = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
    dots.hidden = !name;
    says.textContent = name ? this.#words.typing(name) : '';
    if (name && stick) this.#toEnd();
  }

  /** A question in the composer's place, or under the list; null: none. */
  gate(gate) {
    const { gate: box, composer } = this.#part;
    const name = gate?.name ?? '';
    composer.hidden = !!gate?.blocks;
    if (box.dataset.name === name) return;
    box.dataset.name = name;
    box.hidden = !gate;
    box.replaceChildren();
    if (!gate) return;
    const error = h('p', { class: 'error', role: 'alert' });
    const input = gate.email && h('input', { type: 'email', autocomplete: 'email', 'aria-label': this.#words.email, placeholder: this.#words.email });
    const yes = () => {
      if (input && (!input.value.trim() || !input.checkValidity())) {
        error.textContent = this.#words.emailBad;
        return input.focus();
      }
      gate.yes(input?.value.trim());
    };
    input?.addEventListener('keydown', (e) => e.key === 'Enter' && yes());
    box.append(
      h('p', {}, ...pieces(gate.text)),
      ...(input ? [input, error] : []),
      h('div', {}, h('button', { class: 'solid', onclick: yes }, gate.yesText), gate.no ? h('button', { class: 'plain', onclick: gate.no }, gate.noText) : null),
    );
  }

  fine(text) {
    this.#part.fine.hidden = !text;
    this.#part.fine.replaceChildren(...pieces(text ?? ''));
  }

  error(text) {
    this.#part.error.textContent = text;
  }

  #launcher() {
    const badge = h('span', { class: 'badge', 'aria-hidden': 'true' });
    const launcher = h('button', { class: 'launcher', 'aria-haspopup': 'dialog', onclick: () => this.#to.toggle() }, icon('chat'), badge);
    Object.assign(this.#part, { launcher, badge });
    return launcher;
  }

  #prompt() {
    const say = h('button', { class: 'say', onclick: () => this.#to.toggle() });
    const x = h('button', { class: 'x', 'aria-label': this.#words.dismiss, onclick: () => this.#to.dismiss() }, icon('x'));
    Object.assign(this.#part, { say, prompt: h('div', { class: 'prompt', role: 'status' }, say, x) });
    return this.#part.prompt;
  }

  #window() {
    const w = this.#words;
    const p = this.#part;
    p.faces = h('div', { class: 'faces', 'aria-hidden': 'true' });
    p.name = h('h2', { id: 'name' });
    p.line = h('p');
    p.link = h('div', { class: 'strip', role: 'status', hidden: true });
    p.notice = h('div', { class: 'strip quiet', role: 'status', hidden: true });
    p.dots = h('div', { class: 'dots', 'aria-hidden': 'true', hidden: true }, h('i'), h('i'), h('i'));
    p.says = h('p', { class: 'sr', role: 'status' });
    p.list = h('div', { class: 'list', role: 'log', 'aria-live': 'polite', 'aria-label': w.log, tabindex: 0, onscroll: () => this.#scrolled() }, p.dots);
    this.#list = new Keyed(p.list, p.dots);
    p.latest = h('button', { class: 'latest', hidden: true, onclick: () => this.#toEnd() }, w.latest);
    p.gate = h('section', { class: 'gate', hidden: true });
    p.fine = h('p', { class: 'fine', hidden: true });
    p.error = h('p', { class: 'error', role: 'alert' });
    p.window = h('section', { class: 'window', role: 'dialog', 'aria-labelledby': 'name', tabindex: -1, hidden: true, onkeydown: (e) => this.#key(e) },
      h('header', {}, p.faces, h('div', {}, p.name, p.line), h('button', { 'aria-label': w.close, onclick: () => this.#to.close() }, icon('down'))),
      p.link, p.notice, p.list, p.latest, p.says, p.gate, this.#composer());
    return p.window;
  }

  #composer() {
    const w = this.#words;
    const p = this.#part;
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
    const button = h('button', { class: 'send', type: 'submit', 'aria-label': w.send, disabled: true }, icon('send'));
    p.text = text;
    p.composer = h('form', { onsubmit: (e) => { e.preventDefault(); send(); text.focus(); } }, p.fine, p.error, h('div', { class: 'composer' }, text, button));
    return p.composer;
  }

  #item({ side, who, text, state, failed, cmid, more, action }) {
    if (side === 'note') return h('p', { class: 'note' }, text, action ? h('button', { class: 'link', onclick: () => this.#to.startNew() }, action) : null);
    const w = this.#words;
    return h('div', { class: ['item', side, more && 'more', failed && 'failed'].filter(Boolean).join(' ') },
      h('p', { class: more || side === 'mine' ? 'sr' : 'who' }, who),
      h('span', { class: 'text' }, ...pieces(text)),
      state && h('span', { class: 'state' }, state, ...(failed ? [
        h('button', { class: 'link', onclick: () => this.#to.retry(cmid) }, w.retry),
        h('button', { class: 'link', onclick: () => this.#to.discard(cmid) }, w.discard)] : [])));
  }

  #key(e) {
    e.stopPropagation(); // the page's shortcuts are not for what is typed here
    if (e.key === 'Escape') return this.#to.close();
    const { window } = this.#part;
    if (e.key !== 'Tab' || window.clientWidth < innerWidth) return; // a trap only where nothing else is seen
    const stops = [...window.querySelectorAll('button,a,input,textarea,[tabindex="0"]')].filter((it) => !it.disabled && it.offsetParent);
    const at = window.getRootNode().activeElement;
    const [from, to] = e.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    if (at === from) {
      e.preventDefault();
      to.focus();
    }
  }

  #scrolled() {
    const { list, latest } = this.#part;
    if (list.scrollHeight - list.scrollTop - list.clientHeight < 80) latest.hidden = true;
  }

  #toEnd() {
    const { list, latest } = this.#part;
    list.scrollTop = list.scrollHeight;
    latest.hidden = true;
    this.#to.seen();
  }
}
