// The connection to the gateway, for visitors and agents alike: dial, greet, resume, heartbeat, dial again.
// The rules are those of `protocol/README.md`, "Connecting and resuming".

import { Redial } from './redial.js';

const HANDSHAKE_MOST = 15_000;
const PONG_MOST = 3000;
const HIDDEN_MOST = 600_000;

/** Monotonic time, and timers that are cancelled by calling what `after` returns. */
export const realClock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export class Link {
  /** idle, connecting, live, waiting or stopped. */
  state = 'idle';
  /** The close code that stopped it. */
  code = 0;
  #serving = null;
  #successor = null;
  #cancelDial;
  #patient = false; // the server asked us to wait
  #redial;
  #to;

  /**
   * @param to.dial opens a socket
   * @param to.greet the `connect` frame for a new socket, with what to resume
   * @param to.frame is told every frame but the heartbeat's own
   * @param to.changed is told that `state` changed
   * @param to.have the seqs held, for the heartbeat
   * @param to.interval the heartbeat in seconds, given the server's wish
   * @param to.needed whether the socket must stay while the page is hidden
   */
  constructor(to) {
    this.#to = {
      clock: realClock,
      random: Math.random,
      have: () => ({}),
      interval: (hb) => hb,
      needed: () => true,
      ...to,
    };
    this.#redial = new Redial(this.#to.random);
  }

  get live() {
    return this.#serving?.phase === 'live';
  }

  /** Dials now, also after a stop. */
  start() {
    if (this.#serving || this.#successor) return;
    this.#cancelDial?.();
    this.#patient = false;
    this.#serving = this.#dial();
    this.#enter('connecting');
  }

  /** Says goodbye, and perhaps why, and stays closed. */
  stop(why) {
    this.#cancelDial?.();
    for (const wire of [this.#serving, this.#successor]) wire?.leave(why);
    this.#serving = this.#successor = null;
    this.#enter('idle');
  }

  /** @return false if no socket can take it now; it is not kept */
  send(frame) {
    return this.#serving?.send(frame) ?? false;
  }

  /** The page came back to life: is the socket still there? */
  wake() {
    if (this.#serving) this.#serving.probe();
    else if (this.state === 'idle' || (this.state === 'waiting' && !this.#patient)) this.start();
  }

  /** Follows the page's life: hidden for long and not needed, it rests; back, it is checked at once. */
  followPage(page = window) {
    const stop = new AbortController();
    let cancelRest;
    const on = (target, type, run) => target.addEventListener(type, run, { signal: stop.signal });
    const turn = () => {
      cancelRest?.();
      if (this.state === 'stopped') return;
      if (!page.document.hidden) return this.wake();
      cancelRest = this.#to.clock.after(HIDDEN_MOST, () => this.#to.needed() || this.stop());
    };
    on(page.document, 'visibilitychange', turn);
    on(page.document, 'resume', turn);
    on(page, 'online', () => this.state === 'stopped' || this.wake());
    on(page, 'pageshow', (e) => e.persisted && turn());
    return () => {
      cancelRest?.();
      stop.abort();
    };
  }

  #dial() {
    return new Wire(this.#to, {
      frame: (wire, frame) => this.#received(wire, frame),
      live: (wire) => this.#nowLive(wire),
      ended: (wire, end) => this.#ended(wire, end),
    });
  }

  #received(wire, frame) {
    if (frame.type === 'goaway') this.#replace(wire, frame);
    this.#to.frame(frame);
  }

  /** Make before break: the old socket serves until the new one is live. */
  #replace(wire, { minMs = 0, maxMs = 2000 }) {
    if (wire !== this.#serving) return;
    wire.window = { minMs, maxMs };
    this.#cancelDial?.();
    this.#cancelDial = this.#to.clock.after(this.#within(wire.window), () => {
      this.#successor ??= this.#dial();
    });
  }

  #nowLive(wire) {
    if (wire === this.#successor) {
      this.#serving?.leave();
      this.#serving = wire;
      this.#successor = null;
    }
    this.#enter('live');
  }

  #ended(wire, end) {
    if (wire === this.#successor) {
      this.#successor = null;
      if (this.#serving) return this.#replace(this.#serving, { minMs: 500, maxMs: 5000 });
    } else if (this.#successor) {
      this.#serving = this.#successor; // also a 4409: the successor took over
      this.#successor = null;
      return this.#enter('connecting');
    } else this.#serving = null;
    this.#cancelDial?.();
    const ms = this.#redial.after({ ...end, now: this.#to.clock.now() });
    if (ms === null) {
      this.code = end.code;
      return this.#enter(end.code === 1000 ? 'idle' : 'stopped');
    }
    this.#to.ended?.(end);
    this.#patient = end.code === 1008 || end.code === 4429;
    this.#cancelDial = this.#to.clock.after(
      wire.window && end.code !== 4410 ? Math.max(ms, this.#within(wire.window)) : ms,
      () => this.start(),
    );
    this.#enter('waiting');
  }

  #within({ minMs, maxMs }) {
    return minMs + this.#to.random() * Math.max(0, maxMs - minMs);
  }

  #enter(state) {
    if (state === this.state && state !== 'live') return;
    this.state = state;
    this.#to.changed(state);
  }
}

/** One socket, from the dial to its end. */
class Wire {
  phase = 'dialing'; // then greeting, syncing, live, ended
  window = null; // when to leave, after a goaway
  #to;
  #owner;
  #socket;
  #awaited = new Set(); // conversations whose replay has not ended
  #liveSince = null;
  #heard;
  #hb = 55_000;
  #cancels = {}; // of the timers that run: handshake, ping, silence, probe

  constructor(to, owner) {
    this.#to = to;
    this.#owner = owner;
    this.#heard = to.clock.now();
    this.#in('handshake', HANDSHAKE_MOST, () => this.#end({ code: 1006, reason: 'handshake' }));
    try {
      this.#socket = to.dial();
    } catch (e) {
      this.#socket = { close() {} };
      this.#in('handshake', 0, () => this.#end({ code: 1006, reason: String(e) }));
      return;
    }
    this.#socket.onmessage = (e) => this.#message(e.data);
    this.#socket.onclose = (e) => this.#end({ code: e.code, reason: e.reason });
  }

  send(frame) {
    if (this.phase !== 'syncing' && this.phase !== 'live') return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  leave(why) {
    this.send({ type: 'bye', ...why });
    this.#silence(1000);
  }

  probe() {
    const asked = this.#to.clock.now();
    this.#ping();
    this.#in('probe', PONG_MOST, () => this.#heard > asked || this.#end({ code: 4410 }));
  }

  #message(text) {
    if (this.phase === 'ended') return;
    this.#heard = this.#to.clock.now();
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return this.#end({ code: 1006, reason: 'not JSON' });
    }
    this.#step(frame);
    if (this.phase !== 'ended' && frame.type !== 'hello') this.#owner.frame(this, frame);
    this.#settle();
  }

  #step(frame) {
    if (frame.type === 'hello' && this.phase === 'dialing') {
      const greeting = this.#to.greet();
      for (const it of greeting.resume ?? []) this.#awaited.add(it.conv);
      this.phase = 'greeting';
      this.#hb = frame.hb * 1000 || this.#hb;
      this.#socket.send(JSON.stringify(greeting));
    } else if (frame.type === 'ready' && this.phase === 'greeting') {
      this.phase = 'syncing';
      const known = frame.conversations && new Set(frame.conversations.map((it) => it.conv));
      if (known) for (const it of this.#awaited) if (!known.has(it)) this.#awaited.delete(it);
      this.#beat();
      this.#watch();
    } else if (frame.type === 'live' || frame.type === 'reset') {
      this.#awaited.delete(frame.conv);
    }
  }

  /** Live once everything resumed has been replayed. */
  #settle() {
    if (this.phase !== 'syncing' || this.#awaited.size) return;
    this.phase = 'live';
    this.#cancels.handshake?.();
    this.#liveSince = this.#to.clock.now();
    this.#owner.live(this);
  }

  #beat() {
    const interval = this.#interval() * (0.8 + 0.4 * this.#to.random());
    this.#in('ping', interval, () => {
      this.#ping();
      this.#beat();
    });
  }

  #ping() {
    this.send({ type: 'ping', t: Math.round(this.#to.clock.now()), have: this.#to.have() });
  }

  #watch() {
    const most = 2 * this.#hb;
    this.#in('silence', most - (this.#to.clock.now() - this.#heard), () =>
      this.#to.clock.now() - this.#heard >= most ? this.#end({ code: 4410 }) : this.#watch(),
    );
  }

  #interval() {
    return Math.min(this.#hb, this.#to.interval(this.#hb / 1000) * 1000);
  }

  #end(end) {
    if (this.phase === 'ended') return;
    const live = this.#liveSince === null ? 0 : this.#to.clock.now() - this.#liveSince;
    this.#silence(end.code === 4410 ? 4410 : 1000);
    this.#owner.ended(this, { ...end, live });
  }

  /** Lets go of the socket at once: a dead link would take minutes to say so. */
  #silence(code) {
    this.phase = 'ended';
    for (const cancel of Object.values(this.#cancels)) cancel();
    this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close(code);
  }

  #in(name, ms, run) {
    this.#cancels[name]?.();
    this.#cancels[name] = this.#to.clock.after(Math.max(0, ms), run);
  }
}
