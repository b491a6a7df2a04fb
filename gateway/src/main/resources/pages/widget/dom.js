// Small helpers that build the document without ever parsing text as markup.

import { linkify } from './links.js';

const ICONS = {
  chat: 'M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5z',
  down: 'M6 9l6 6 6-6',
  x: 'M6 6l12 12M18 6L6 18',
  send: 'M5 12h14M13 6l6 6-6 6',
};

/** Builds an element, as in `h('p.note', {id: 'x'}, 'text')`; functions under `on…` become listeners, strings text. */
export function h(what, attributes = {}, ...children) {
  const [tag, ...classes] = what.split('.');
  const it = document.createElement(tag);
  if (classes.length) it.className = classes.join(' ');
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) it.addEventListener(name.slice(2), value);
    else if (value === true) it.setAttribute(name, '');
    else if (value !== false && value != null) it.setAttribute(name, value);
  }
  it.append(...children.filter((child) => child != null));
  return it;
}

export function icon(name) {
  const make = (tag) => document.createElementNS('http://www.w3.org/2000/svg', tag);
  const [svg, path] = [make('svg'), make('path')];
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** Text as nodes: its links are links, the rest is text. */
export function pieces(text) {
  return linkify(text).map((it) =>
    it.href ? h('a', { href: it.href, target: '_blank', rel: 'noopener noreferrer nofollow ugc' }, it.text) : it.text);
}

/** Children of one parent, each made once per state of its item: what did not change is not touched. */
export class Keyed {
  #drawn = new Map(); // key → {node, print}
  #parent;
  #tail;

  /** @param tail a child that stays behind the items */
  constructor(parent, tail = null) {
    this.#parent = parent;
    this.#tail = tail;
  }

  /** @return whether an item was added */
  draw(items, make) {
    const gone = new Set(this.#drawn.keys());
    let before = this.#parent.firstChild;
    let grew = false;
    for (const item of items) {
      gone.delete(item.key);
      const print = JSON.stringify(item);
      let drawn = this.#drawn.get(item.key);
      if (drawn?.print !== print) {
        const node = make(item);
        grew ||= !drawn;
        if (drawn && before === drawn.node) before = node;
        drawn?.node.replaceWith(node);
        this.#drawn.set(item.key, (drawn = { node, print }));
      }
      if (drawn.node === before) before = before.nextSibling;
      else this.#parent.insertBefore(drawn.node, before ?? this.#tail);
    }
    for (const key of gone) {
      this.#drawn.get(key).node.remove();
      this.#drawn.delete(key);
    }
    return grew;
  }
}
