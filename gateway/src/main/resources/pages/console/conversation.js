// The conversation on the screen: its two streams, each in order and without holes.

import { Log } from '../widget/log.js';

const SYNC_AFTER = 1000;
const PAGE = 200;
const TYPING_MOST = 10_000;
const VIEWING_MOST = 60_000;

export class Conversation {
  conv;
  typing = '';
  #link;
  #changed;
  #logs = { public: new Log(), internal: new Log() };
  #entries = { public: [], internal: [] };
  #viewers = new Map();
  #told = {};
  #timers = {};

  constructor(conv, link, changed) {
    this.conv = conv;
    this.#link = link;
    this.#changed = changed;
  }

  /** What is held, for `watch` and `resume`. */
  get held() {
    return { conv: this.conv, have: this.#logs.public.have, internal: this.#logs.internal.have };
  }

  entry(entry) {
    const stream = entry.stream ?? 'public';
    this.#entries[stream].push(...this.#logs[stream].accept(entry));
    if (entry.actor.kind === 'visitor') this.#type('');
    this.#knows(stream, entry.seq);
  }

  live({ stream = 'public', seq }) {
    this.#knows(stream, seq);
  }

  reset({ stream = 'public', from }) {
    this.#logs[stream].reset(from + 1);
    this.#entries[stream] = this.#entries[stream].filter((it) => it.seq <= from);
    this.#sync(stream);
  }

  types(actor, name) {
    this.#type(actor.name ?? name);
    this.#later('typing', TYPING_MOST, () => this.#type(''));
  }

  viewer({ id, name }) {
    this.#viewers.set(id, name);
    this.#later(`viewer ${id}`, VIEWING_MOST, () => {
      this.#viewers.delete(id);
      this.#changed();
    });
    this.#changed();
  }

  get viewers() {
    return [...this.#viewers.values()];
  }

  /** Both streams as one list. Within each the order is that of the seqs; between them only time can tell. */
  get entries() {
    const [a, b] = [this.#entries.public, this.#entries.internal];
    const merged = [];
    for (let i = 0, j = 0; i < a.length || j < b.length; )
      merged.push(j >= b.length || (i < a.length && Date.parse(a[i].at) <= Date.parse(b[j].at)) ? a[i++] : b[j++]);
    return merged;
  }

  /** Tells the gateway that all of it has been looked at. */
  seen() {
    for (const [stream, { have }] of Object.entries(this.#logs)) {
      if (!have || this.#told[stream] === have) continue;
      const more = stream === 'internal' ? { stream } : {};
      if (this.#link.send({ type: 'cursor', conv: this.conv, ...more, read: have, delivered: have })) this.#told[stream] = have;
    }
  }

  leave() {
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
  }

  #knows(stream, seq) {
    const log = this.#logs[stream];
    log.knows(seq);
    if (log.behind && !this.#timers[stream]) this.#later(stream, SYNC_AFTER, () => this.#sync(stream));
    this.#changed();
  }

  #sync(stream) {
    const log = this.#logs[stream];
    if (!log.behind) return;
    this.#link.send({ type: 'sync', conv: this.conv, stream, after: log.have, limit: PAGE });
    this.#later(stream, SYNC_AFTER, () => this.#sync(stream));
  }

  #type(name) {
    if (this.typing === name) return;
    this.typing = name;
    this.#changed();
  }

  #later(name, ms, run) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(() => {
      this.#timers[name] = 0;
      run();
    }, ms);
  }
}
