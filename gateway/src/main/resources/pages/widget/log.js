// One stream of one conversation, as this tab holds it: every entry once, in order, without holes.

const EARLY_MOST = 500;

export class Log {
  /** Everything up to this seq is held. Only contiguous entries move it: an ack does not. */
  have = 0;
  /** The highest seq known to exist, from heads, acks and entries that came early. */
  head = 0;
  #early = new Map();

  /** @return the entries that are next in order now: none, this one, or this one and some that waited */
  accept(entry) {
    this.head = Math.max(this.head, entry.seq);
    if (entry.seq <= this.have) return [];
    if (entry.seq !== this.have + 1) {
      if (this.#early.size < EARLY_MOST) this.#early.set(entry.seq, entry);
      return [];
    }
    const next = [];
    for (let it = entry; it; it = this.#early.get(this.have + 1)) {
      this.#early.delete(it.seq);
      this.have = it.seq;
      next.push(it);
    }
    return next;
  }

  /** Learns that this seq exists. */
  knows(seq) {
    if (seq > this.head) this.head = seq;
  }

  /** Whether something that exists has not come. */
  get behind() {
    return this.have < this.head;
  }

  /** Forgets everything before `from`, as the server told. */
  reset(from = 1) {
    this.have = Math.max(0, from - 1);
    this.head = this.have;
    this.#early.clear();
  }
}
