// What the agent sees. It holds no state of the chats; whatever somebody wrote becomes text, never markup.

import { h, icon, Keyed, pieces } from '../widget/dom.js';
import { VIEWS } from './rows.js';
import { waited, when } from './words.js';

/** The door: asks for the token. */
export function signIn(root, enter, problem = '') {
  const token = h('input', { type: 'password', id: 'token', name: 'token', autocomplete: 'off', required: true, spellcheck: 'false' });
  const form = h('form.sign-in', {},
    h('img', { src: 'icon.svg', alt: '', width: 48, height: 48 }),
    h('h1', {}, 'Parley'),
    h('label', { for: 'token' }, 'API token'), token,
    h('p.problem', { role: 'alert' }, problem),
    h('button.solid', {}, 'Sign in'));
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    if (token.value.trim()) enter(token.value.trim());
  });
  root.replaceChildren(h('main.door', {}, form));
  token.focus();
}

export class Screen {
  #to;
  #part = {};
  #rows;
  #entries;
  #mode = 'reply';

  /** @param to what the agent's acts call: view, open, send, typing, take, assign, close, reopen, status, connect, retry, why, leave */
  constructor(root, to) {
    this.#to = to;
    root.replaceChildren(this.#bar(), h('div.desk', {}, this.#inbox(), this.#main()));
    this.#rows = new Keyed(this.#part.rows);
    this.#entries = new Keyed(this.#part.log);
  }

  bar({ inboxes, agent, link, code, status, capacity }) {
    const p = this.#part;
    p.inboxes.textContent = inboxes.map((it) => it.name).join(', ');
    p.agent.textContent = agent?.name ?? '';
    p.link.textContent = link;
    p.link.className = `link ${code}`;
    p.again.hidden = code !== 'stopped';
    p.available.setAttribute('aria-checked', status === 'available');
    p.availableText.textContent = status === 'available' ? 'Available' : 'Away';
    p.available.disabled = code !== 'live';
    p.capacity.textContent = capacity ? (capacity.limit ? `${capacity.open} of ${capacity.limit} chats` : `${capacity.open} open`) : '';
  }

  /** @param rows {conv, name, preview, lastAt, unread, waitingSince, assignee} */
  list({ view, counts, rows, selected }) {
    const p = this.#part;
    for (const [name, tab] of Object.entries(p.tabs)) {
      tab.setAttribute('aria-selected', name === view);
      tab.tabIndex = name === view ? 0 : -1;
      tab.lastChild.textContent = counts[name] || '';
      tab.lastChild.hidden = !counts[name];
    }
    p.rows.setAttribute('aria-label', VIEWS[view].title);
    const focused = document.activeElement?.closest?.('.row')?.dataset.conv;
    this.#rows.draw(rows.map((row) => ({ key: row.conv, ...row, current: row.conv === selected })), (row) => this.#row(row));
    if (focused) p.rows.querySelector(`[data-conv="${CSS.escape(focused)}"]`)?.focus();
    p.none.hidden = rows.length > 0;
    document.title = counts.open ? `(${counts.open}) Parley console` : 'Parley console';
  }

  head(row) {
    const p = this.#part;
    p.empty.hidden = !!row;
    p.talk.hidden = !row;
    if (!row) return;
    p.who.textContent = row.name;
    p.state.textContent = row.status === 'closed' ? 'Closed' : row.waitingSince ? waited(row.waitingSince) : 'Open';
    p.state.className = `state ${row.status === 'closed' ? 'closed' : row.waitingSince ? 'waits' : ''}`;
    p.take.hidden = row.mine || row.status === 'closed';
    p.close.hidden = row.status === 'closed';
    p.reopen.hidden = row.status !== 'closed';
    const options = [{ id: '', name: 'Unassigned' }, ...row.agents];
    const print = JSON.stringify(options);
    if (p.assign.dataset.print !== print) {
      p.assign.dataset.print = print;
      p.assign.replaceChildren(...options.map((it) => h('option', { value: it.id }, it.name)));
    }
    p.assign.value = row.assignee ?? '';
  }

  /** @param items {key, side, who, at, text, state, failed, cmid} */
  log(items, anew) {
    const { log } = this.#part;
    const stick = anew || log.scrollHeight - log.scrollTop - log.clientHeight < 120;
    this.#entries.draw(items, (item) => this.#item(item));
    if (stick || items.at(-1)?.state) log.scrollTop = log.scrollHeight;
  }

  typing(text) {
    this.#part.typing.textContent = text;
  }

  viewers(names) {
    this.#part.viewers.textContent = names.length ? `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} here too` : '';
  }

  say(text) {
    const { toast } = this.#part;
    toast.textContent = text;
    toast.hidden = !text;
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => (toast.hidden = true), 6000);
  }

  /** Another conversation: its draft, and the cursor in it. */
  compose(draft) {
    this.#part.text.value = draft;
    this.#fit();
    this.#part.text.focus();
  }

  get draft() {
    return this.#part.text.value;
  }

  #bar() {
    const p = this.#part;
    p.inboxes = h('span.inboxes', {});
    p.link = h('span', { role: 'status' });
    p.again = h('button.plain', { hidden: true, onclick: () => this.#to.connect() }, 'Connect');
    p.capacity = h('span.capacity', {});
    p.availableText = h('span');
    p.available = h('button.switch', { role: 'switch', 'aria-checked': 'false', onclick: () => this.#to.status() }, h('i'), p.availableText);
    p.agent = h('span.agent', {});
    return h('header.bar', {},
      h('img', { src: 'icon.svg', alt: '', width: 26, height: 26 }), h('h1', {}, 'Parley'), p.inboxes,
      h('span.space', {}), p.link, p.again, p.capacity, p.available, p.agent,
      h('button.plain', { onclick: () => this.#to.why(), title: 'Why is the widget (not) showing on a page?' }, 'Why?'),
      h('button.plain', { onclick: () => this.#to.leave() }, 'Sign out'));
  }

  #inbox() {
    const p = this.#part;
    p.tabs = {};
    for (const [name, { title }] of Object.entries(VIEWS))
      p.tabs[name] = h('button', { role: 'tab', class: 'tab', 'data-view': name, onclick: () => this.#to.view(name) }, title, h('b', { 'aria-label': 'with unread messages' }));
    const tabs = h('div.tabs', { role: 'tablist', 'aria-label': 'Views', onkeydown: (e) => this.#arrow(e, tabs, 'ArrowLeft', 'ArrowRight', true) }, ...Object.values(p.tabs));
    p.rows = h('ul.rows', { onkeydown: (e) => this.#arrow(e, p.rows, 'ArrowUp', 'ArrowDown') });
    p.none = h('p.none', {}, 'Nothing here.');
    return h('nav.inbox', { 'aria-label': 'Conversations' }, tabs, p.rows, p.none);
  }

  #main() {
    const p = this.#part;
    p.who = h('h2');
    p.state = h('span');
    p.viewers = h('span.viewers', { role: 'status' });
    p.assign = h('select', { 'aria-label': 'Assigned to', onchange: () => this.#to.assign(p.assign.value) });
    p.take = h('button.plain', { onclick: () => this.#to.take() }, 'Take');
    p.close = h('button.plain', { onclick: () => this.#to.close() }, 'Close');
    p.reopen = h('button.plain', { onclick: () => this.#to.reopen() }, 'Re-open');
    p.log = h('div.log', { role: 'log', 'aria-live': 'polite', 'aria-label': 'Messages', tabindex: 0 });
    p.typing = h('p.typing', { role: 'status' });
    p.toast = h('p.toast', { role: 'alert', hidden: true });
    p.talk = h('section.talk', { 'aria-label': 'Conversation', hidden: true },
      h('header.head', {}, p.who, p.state, p.viewers, h('span.space', {}), p.take, p.assign, p.close, p.reopen),
      p.log, p.typing, this.#composer());
    p.empty = h('p.empty', {}, 'Choose a conversation.');
    return h('main', {}, p.talk, p.empty, p.toast);
  }

  #composer() {
    const p = this.#part;
    const tab = (mode, title) =>
      h('button', { type: 'button', role: 'tab', class: 'tab', 'aria-selected': mode === this.#mode, onclick: () => this.#switch(mode) }, title);
    p.modes = { reply: tab('reply', 'Reply'), comment: tab('comment', 'Internal comment') };
    p.text = h('textarea', { rows: 2, 'aria-label': 'Reply', placeholder: 'Write a reply…',
      oninput: () => { this.#fit(); if (this.#mode === 'reply') this.#to.typing(); },
      onkeydown: (e) => {
        if (e.key === 'Escape') p.rows.querySelector('[aria-current]')?.focus();
        if (e.key !== 'Enter' || e.shiftKey || e.isComposing) return;
        e.preventDefault();
        p.form.requestSubmit();
      } });
    p.send = h('button.solid', {}, 'Send');
    p.form = h('form.composer', { onsubmit: (e) => {
      e.preventDefault();
      if (!this.#to.send(this.#mode, p.text.value.trim())) return;
      p.text.value = '';
      this.#fit();
    } },
      h('div.modes', { role: 'tablist', 'aria-label': 'What to write' }, ...Object.values(p.modes)),
      p.text, h('div.below', {}, h('span.hint', {}, 'Enter sends, Shift+Enter starts a line'), p.send));
    return p.form;
  }

  #switch(mode) {
    const p = this.#part;
    this.#mode = mode;
    for (const [name, tab] of Object.entries(p.modes)) tab.setAttribute('aria-selected', name === mode);
    const comment = mode === 'comment';
    p.form.classList.toggle('comment', comment);
    p.text.setAttribute('aria-label', comment ? 'Internal comment' : 'Reply');
    p.text.placeholder = comment ? 'Only colleagues see this…' : 'Write a reply…';
    p.send.textContent = comment ? 'Add comment' : 'Send';
    p.text.focus();
  }

  #row(row) {
    const open = h('button.row', { 'data-conv': row.conv, 'aria-current': row.current ? 'true' : null, onclick: () => this.#to.open(row.conv) },
      h('span.face', { 'aria-hidden': 'true' }, row.name.slice(-4, -2)),
      h('span.about', {},
        h('span.line', {}, h('span.name', {}, row.name), h('time', {}, when(row.lastAt))),
        h('span.line', {}, h('span.preview', {}, row.preview), row.unread ? h('b', { 'aria-label': `${row.unread} unread` }, String(row.unread)) : null),
        row.assigneeName || row.waitingSince ? h('span.line.tags', {}, row.waitingSince ? h('span.waits', {}, row.waits) : null, row.assigneeName ? h('span', {}, row.assigneeName) : null) : null));
    return h('li', {}, open);
  }

  #item({ side, who, at, text, state, failed, cmid }) {
    if (side === 'note') return h('p.note', {}, `${text} · ${when(at)}`);
    return h('article', { class: `item ${side}${failed ? ' failed' : ''}` },
      h('p.by', {}, who, ' ', h('span', {}, state ?? when(at)), failed ? h('button.again', { onclick: () => this.#to.retry(cmid) }, 'Try again') : null),
      h('p.text', {}, ...pieces(text)));
  }

  #arrow(e, list, back, forth, press) {
    const step = { [back]: -1, [forth]: 1 }[e.key];
    const all = [...list.querySelectorAll('button')];
    const next = step && all[all.indexOf(document.activeElement) + step];
    if (!next) return;
    e.preventDefault();
    next.focus();
    if (press) next.click();
  }

  #fit() {
    const { text } = this.#part;
    text.style.height = 'auto';
    text.style.height = `${text.scrollHeight}px`;
  }
}
