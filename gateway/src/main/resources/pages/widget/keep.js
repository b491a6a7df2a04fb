// What the browser keeps for this site: nothing before the visitor has interacted, and never if he refused.

export const MINUTE = 60_000;
export const DAY = 1440 * MINUTE;

export class Keep {
  #prefix;
  #memory = new Map();
  #disk = null;
  #open;

  /** @param open gives the site's storage; may throw where the browser blocks it */
  constructor(portal, open = () => window.localStorage) {
    this.#prefix = `parley.${portal}.`;
    this.#open = open;
    try {
      if (this.#storedNames(open()).length) this.#disk = open(); // allowed on an earlier page
    } catch {
      // blocked: everything stays in memory
    }
  }

  get allowed() {
    return this.#disk !== null;
  }

  /** From now on things outlive the page; what memory holds is written down. */
  allow() {
    if (this.#disk) return;
    try {
      this.#disk = this.#open();
    } catch {
      return;
    }
    for (const [name, value] of this.#memory) this.set(name, value);
  }

  get(name) {
    try {
      return JSON.parse(this.#disk?.getItem(this.#prefix + name) ?? null) ?? this.#memory.get(name);
    } catch {
      return this.#memory.get(name);
    }
  }

  set(name, value) {
    this.#memory.set(name, value);
    try {
      this.#disk?.setItem(this.#prefix + name, JSON.stringify(value));
    } catch {
      // full or blocked: memory has it
    }
  }

  drop(name) {
    this.#memory.delete(name);
    this.#disk?.removeItem(this.#prefix + name);
  }

  /** The names that begin so. */
  names(start) {
    const stored = this.#disk ? this.#storedNames(this.#disk) : [];
    return [...new Set([...this.#memory.keys(), ...stored])].filter((it) => it.startsWith(start));
  }

  /** Forgets all of it, here and on disk. */
  clear() {
    for (const name of this.names('')) this.drop(name);
    this.#disk = null;
  }

  #storedNames(disk) {
    return Object.keys(disk)
      .filter((it) => it.startsWith(this.#prefix))
      .map((it) => it.slice(this.#prefix.length));
  }
}

/** What the window remembers: open for 30 minutes of use, closed as long, the prompt hushed for a day. */
export class WindowMemory {
  #keep;
  #now;

  constructor(keep, now = Date.now) {
    this.#keep = keep;
    this.#now = now;
  }

  /** true: restore it open; false: the visitor closed it; null: nothing is remembered. */
  get open() {
    const last = this.#keep.get('window');
    return last && this.#now() - last.at < 30 * MINUTE ? last.open : null;
  }

  opened() {
    this.#keep.set('window', { open: true, at: this.#now() });
  }

  closed() {
    this.#keep.set('window', { open: false, at: this.#now() });
    this.hush();
  }

  /** The visitor minimised or dismissed: respected for 24 hours on every page, not extended by more visits. */
  hush() {
    if (!this.hushed) this.#keep.set('hush', this.#now());
  }

  get hushed() {
    return this.#now() - (this.#keep.get('hush') ?? -Infinity) < DAY;
  }
}
