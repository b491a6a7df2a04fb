// What a test needs: a name, a body, an expectation.

export const tests = new Map();

export function test(name, body) {
  if (tests.has(name)) throw new Error(`two tests are called: ${name}`);
  tests.set(name, body);
}

export function equal(actual, expected, why = '') {
  const [a, e] = [actual, expected].map((it) => JSON.stringify(it));
  if (a !== e) throw new Error(`${why} was ${a} (expected: ${e})`);
}

export function ok(fact, why) {
  if (!fact) throw new Error(`not so: ${why}`);
}

/** A clock that a test moves. */
export class Clock {
  #now = 1000;
  #timers = new Set();

  now = () => this.#now;

  after = (ms, run) => {
    const timer = { at: this.#now + ms, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  advance(ms) {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].filter((it) => it.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }
}
