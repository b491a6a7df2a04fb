// When to dial again after a connection ended: a pure decision, given the clock's numbers.

const STEP = 500;
const LONGEST = 30_000;
const TERMINAL = new Set([1000, 4403, 4404, 4409, 4426]);
const FAULTS = new Set([1002, 1003, 1007, 1009, 4400]); // the two ends do not understand each other
const FAULTS_MOST = 3;
const FAULTS_WITHIN = 600_000;

export class Redial {
  #random;
  #steps = 0;
  #faults = [];
  #refused = false;

  /** @param random a number in [0, 1), as Math.random */
  constructor(random = Math.random) {
    this.#random = random;
  }

  /**
   * @param code the close code, 1006 when the browser does not know
   * @param reason the close reason; after 4429 it holds milliseconds
   * @param live how long the connection was live, in ms; 0 if it never was
   * @param now a monotonic instant in ms
   * @return ms to wait, or null: stop until the user acts
   */
  after({ code, reason = '', live = 0, now }) {
    this.#steps = Math.max(0, this.#steps - Math.floor(live / 10_000));
    if (live > 0) this.#refused = false;
    if (TERMINAL.has(code)) return null;
    if (FAULTS.has(code)) {
      this.#faults = [...this.#faults.filter((at) => now - at < FAULTS_WITHIN), now];
      if (this.#faults.length >= FAULTS_MOST) return null;
    }
    if (code === 4401) {
      if (this.#refused) return null;
      this.#refused = true;
      return 0;
    }
    if (code === 1008) return 60_000 + this.#upTo(30_000);
    if (code === 4429) return (Number.parseInt(reason, 10) || 10_000) + this.#upTo(1000);
    if (code === 4410 && live > 0) return 0;
    if (live >= 5000) return this.#upTo(2000);
    return this.#upTo(Math.min(LONGEST, STEP * 2 ** ++this.#steps));
  }

  #upTo(most) {
    return Math.floor(this.#random() * most);
  }
}
