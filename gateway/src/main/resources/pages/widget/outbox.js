// Messages that are not acknowledged yet. Each is kept, with its id, before it is first sent; one is
// under way at a time, so their order is the order of writing; one tab drains at a time.

export class Outbox {
  #keep;
  #lock;
  #busy = false;
  #waiting = new Map(); // cmid → what to do with its answer

  /**
   * @param keep where they outlive the page
   * @param lock runs a task while no other tab of this site does; by itself where tabs cannot agree
   */
  constructor(keep, lock) {
    this.#keep = keep;
    this.#lock = lock;
  }

  add(item) {
    const order = Math.max(Date.now(), ...this.items().map((it) => it.order + 1));
    this.#keep.set(`out.${item.cmid}`, { ...item, order });
  }

  /** Oldest first, also those that other tabs left. */
  items() {
    return this.#keep
      .names('out.')
      .map((name) => this.#keep.get(name))
      .filter((it) => it?.cmid)
      .sort((a, b) => a.order - b.order);
  }

  /** It is stored: told by an ack, or seen as an entry. */
  stored(cmid) {
    this.#keep.drop(`out.${cmid}`);
    this.#answer(cmid, 'stored');
  }

  /** It is refused for good; it stays, marked, until the visitor repeats or discards it. */
  refused(cmid, code) {
    const item = this.#keep.get(`out.${cmid}`);
    if (item) this.#keep.set(`out.${cmid}`, { ...item, refused: code });
    this.#answer(cmid, 'refused');
  }

  /** Nobody knows whether it was stored: it is sent again, with the same id. */
  unknown(cmid, ms = 500) {
    this.#answer(cmid, 'unknown', ms);
  }

  repeat(cmid) {
    const { refused: _, ...item } = this.#keep.get(`out.${cmid}`) ?? {};
    if (item.cmid) this.#keep.set(`out.${cmid}`, item);
  }

  /** The connection broke: what is under way goes out again on the next one. */
  broke() {
    for (const cmid of [...this.#waiting.keys()]) this.#answer(cmid, 'broke');
  }

  /**
   * Sends what waits, one after the other, until nothing waits or the connection breaks.
   *
   * @param send gives the item to the connection; false if there is none that is live
   * @param deadline ms after which an unanswered one goes out again
   */
  async drain(send, deadline = 10_000) {
    if (this.#busy) return;
    this.#busy = true;
    try {
      if (this.#next()) await this.#lock(() => this.#drain(send, deadline));
    } finally {
      this.#busy = false;
    }
  }

  async #drain(send, deadline) {
    for (let item = this.#next(); item; item = this.#next()) {
      const answer = await new Promise((resolve) => {
        const late = setTimeout(() => this.unknown(item.cmid, 0), deadline);
        this.#waiting.set(item.cmid, (it) => {
          clearTimeout(late);
          resolve(it);
        });
        if (!send(item)) this.#answer(item.cmid, 'broke');
      });
      if (answer.outcome === 'broke') return;
      if (answer.outcome === 'unknown') await new Promise((go) => setTimeout(go, answer.ms));
    }
  }

  #next() {
    return this.items().find((it) => !it.refused);
  }

  #answer(cmid, outcome, ms = 0) {
    this.#waiting.get(cmid)?.({ outcome, ms });
    this.#waiting.delete(cmid);
  }
}

/** A lock that all tabs of this site share, where the browser has one. */
export function tabLock(name, locks = navigator.locks) {
  return (task) => (locks ? locks.request(name, task) : task());
}

/** A UUID, also on pages without TLS. */
export function uuid(crypto = window.crypto) {
  if (crypto.randomUUID) return crypto.randomUUID();
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const hex = [...b].map((it) => it.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
