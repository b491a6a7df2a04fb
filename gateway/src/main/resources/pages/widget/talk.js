// The visitor's conversation as this tab holds it: entries in order, what is on its way, what is unread.

import { Log } from './log.js';
import { uuid } from './outbox.js';

const SYNC_AFTER = 1000;
const PAGE = 200;
const TYPING_MOST = 10_000;
const SAID = new Set(['message', 'joined', 'closed', 'opened']);

export class Talk {
  conv = null;
  closed = false;
  typing = '';
  #epoch;
  #log = new Log();
  #entries = [];
  #errors = new Map(); // cmid → what to say about it
  #read = 0;
  #told = '';
  #fresh = false; // the next message starts a new conversation
  #timers = {};
  #to;

  /** @param to link, keep, outbox; changed() when there is something to draw; started(conv), ended(conv) */
  constructor(to) {
    this.#to = to;
  }

  get open() {
    return this.conv !== null && !this.closed;
  }

  get unread() {
    return this.#entries.filter((it) => it.kind === 'message' && it.actor.kind !== 'visitor' && it.seq > this.#read).length;
  }

  get written() {
    return this.#entries.some((it) => it.actor.kind === 'visitor') || this.#to.outbox.items().length > 0;
  }

  have() {
    return this.conv ? { [this.conv]: this.#log.have } : {};
  }

  resume() {
    return this.conv ? [{ conv: this.conv, have: this.#log.have, epoch: this.#epoch }] : [];
  }

  ready({ conversations }) {
    const open = conversations.find((it) => it.status === 'open');
    const mine = conversations.find((it) => it.conv === this.conv);
    const head = mine && !(this.closed && open) ? mine : (open ?? conversations[0]);
    if (this.#fresh || !head) return;
    const resumed = head.conv === this.conv && (this.#epoch ?? head.epoch) === head.epoch;
    if (!resumed) this.#become(head.conv);
    this.#epoch = head.epoch;
    this.closed = head.status === 'closed';
    this.#log.knows(head.head);
    if (!resumed) this.#sync();
    this.#to.changed();
  }

  entry(entry) {
    if (entry.cmid) this.#to.outbox.stored(entry.cmid);
    if (entry.conv !== this.conv) {
      if (this.open && !this.#fresh) return;
      this.#become(entry.conv);
    }
    const next = this.#log.accept(entry);
    for (const it of next) this.#add(it);
    if (this.#log.behind) this.#syncSoon(next.length > 0 && this.#log.have % PAGE === 0);
    this.#cursor();
    this.#to.changed();
  }

  ack({ cmid, conv, seq }) {
    if (conv !== this.conv) {
      this.#become(conv);
      this.#to.started(conv);
    }
    this.#log.knows(seq);
    if (this.#log.behind) this.#syncSoon();
    this.#to.outbox.stored(cmid);
    this.#to.changed();
  }

  nack({ cmid, code, definite, retryMs }, why) {
    if (!definite) return this.#to.outbox.unknown(cmid, retryMs);
    this.#errors.set(cmid, why);
    this.#to.outbox.refused(cmid, code);
    this.#to.changed();
  }

  live({ conv, seq }) {
    if (conv !== this.conv) return;
    this.#log.knows(seq);
    if (this.#log.behind) this.#syncSoon();
  }

  heads(heads = {}) {
    if (this.conv in heads) this.live({ conv: this.conv, seq: heads[this.conv] });
  }

  reset({ conv, from }) {
    if (conv !== this.conv) return;
    this.#log.reset(from + 1);
    this.#entries = this.#entries.filter((it) => it.seq <= from);
    this.#sync();
    this.#to.changed();
  }

  types({ conv, actor }, team) {
    if (conv !== this.conv || actor.kind === 'visitor') return;
    this.#typingBy(actor.name ?? team);
    this.#later('typing', TYPING_MOST, () => this.#typingBy(''));
  }

  /** The visitor pressed send: kept first, then sent. */
  say(body) {
    const start = this.#fresh || this.conv === null;
    this.#to.outbox.add({ cmid: uuid(), body, ...(start ? { new: this.#fresh } : { conv: this.conv }) });
    this.#fresh = false;
    this.#to.changed();
  }

  retry(cmid) {
    this.#errors.delete(cmid);
    this.#to.outbox.repeat(cmid);
    this.#to.changed();
  }

  /** Those that were refused because something had to be answered first. */
  retryAll(code) {
    for (const it of this.#to.outbox.items()) if (it.refused === code) this.retry(it.cmid);
  }

  discard(cmid) {
    this.#to.outbox.stored(cmid);
    this.#to.changed();
  }

  startNew() {
    this.forget();
    this.#fresh = true;
    this.#to.changed();
  }

  forget() {
    this.#become(null);
  }

  /** All that came has been looked at. */
  seen() {
    if (this.#read === this.#log.have) return;
    this.#read = this.#log.have;
    this.#to.keep.set('read', { conv: this.conv, seq: this.#read });
    this.#cursor();
    this.#to.changed();
  }

  typed() {
    if (!this.open || this.#timers.typed) return;
    this.#to.link.send({ type: 'typing', conv: this.conv });
    this.#later('typed', 3000, () => {});
  }

  /** What to draw, in order. */
  items(w, { welcome, team }) {
    const items = welcome ? [{ key: 'welcome', side: 'theirs', who: team, text: welcome }] : [];
    const removed = new Set(this.#entries.filter((it) => it.kind === 'redacted').map((it) => +it.data?.seq));
    for (const { seq, kind, actor, body } of this.#entries) {
      if (!SAID.has(kind)) continue;
      const note = { joined: actor.name && w.joined(actor.name), closed: w.closed, opened: w.opened };
      if (removed.has(seq)) items.push({ key: seq, side: 'note', text: w.redacted });
      else if (kind !== 'message') note[kind] && items.push({ key: seq, side: 'note', text: note[kind] });
      else {
        const mine = actor.kind === 'visitor';
        items.push({ key: seq, side: mine ? 'mine' : 'theirs', who: mine ? w.you : (actor.name ?? team), text: body });
      }
    }
    if (this.closed && items.length) items.push({ key: 'new', side: 'note', text: '', action: w.startNew });
    for (const it of this.#to.outbox.items()) {
      if (it.conv && it.conv !== this.conv) continue;
      items.push({ key: it.cmid, side: 'mine', who: w.you, text: it.body, cmid: it.cmid, failed: !!it.refused,
        state: it.refused ? `${w.notSent} ${this.#errors.get(it.cmid) ?? ''}` : w.sending });
    }
    items.forEach((it, at) => { it.more = it.side !== 'note' && it.side === items[at - 1]?.side && it.who === items[at - 1].who; });
    return items;
  }

  #become(conv) {
    this.conv = conv;
    this.closed = this.#fresh = false;
    this.#log = new Log();
    this.#entries = [];
    const read = this.#to.keep.get('read');
    this.#read = read?.conv === conv ? read.seq : 0;
    this.#told = '';
    this.#typingBy('');
  }

  #add(entry) {
    this.#entries.push(entry);
    if (entry.actor.kind === 'agent') this.#typingBy('');
    if (entry.kind !== 'closed' && entry.kind !== 'opened') return;
    this.closed = entry.kind === 'closed';
    if (this.closed && this.#to.link.live) this.#to.ended(this.conv);
  }

  #typingBy(name) {
    if (this.typing === name) return;
    this.typing = name;
    this.#to.changed();
  }

  /** A hole that does not fill by itself is asked for. */
  #syncSoon(now = false) {
    if (now) return this.#sync();
    if (this.#timers.sync) return;
    this.#later('sync', SYNC_AFTER, () => this.#log.behind && this.#sync());
  }

  #sync() {
    if (this.#log.behind) this.#to.link.send({ type: 'sync', conv: this.conv, after: this.#log.have, limit: PAGE });
  }

  #cursor() {
    if (this.#timers.cursor) return;
    this.#later('cursor', 1000, () => {
      const cursor = { type: 'cursor', conv: this.conv, read: Math.min(this.#read, this.#log.have), delivered: this.#log.have };
      const told = JSON.stringify(cursor);
      if (this.conv && told !== this.#told && this.#to.link.send(cursor)) this.#told = told;
    });
  }

  #later(name, ms, run) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(() => {
      this.#timers[name] = 0;
      run();
    }, ms);
  }
}
