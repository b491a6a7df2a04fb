// The console: the agent's connection, the inbox lists, the conversation on the screen.

import { Keep } from '../widget/keep.js';
import { Link } from '../widget/link.js';
import { Outbox, uuid } from '../widget/outbox.js';
import { Conversation } from './conversation.js';
import { Rest } from './rest.js';
import { Rows, VIEWS } from './rows.js';
import { Screen, signIn } from './screen.js';
import { Why } from './why.js';
import { LINK, note, REFUSED, visitorName, waited } from './words.js';

const TOKEN = 'parley.token';
const INBOXES = 'parley.inboxes';
const VERSION = 1;

class Console {
  #token;
  #rest;
  #gone;
  #screen;
  #why;
  #link;
  #outbox;
  #rows = new Rows();
  #names = new Map(); // agent id → name
  #inboxes = JSON.parse(sessionStorage.getItem(INBOXES) ?? '[]');
  #agent = null;
  #status = '';
  #epoch;
  #capacity = null;
  #view = 'open';
  #open = null;
  #drafts = new Map();
  #drawing = false;
  #typed = false;
  #clock;

  /** @param gone is told why the agent is signed out */
  constructor(root, token, gone) {
    this.#token = token;
    this.#rest = new Rest(token);
    this.#gone = gone;
    const keep = new Keep('console', () => window.sessionStorage);
    keep.allow();
    this.#outbox = new Outbox(keep, (task) => task());
    this.#link = new Link({
      dial: () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/v1/agent`),
      greet: () => this.#greeting(),
      frame: (frame) => this.#received(frame),
      changed: (state) => this.#linkIs(state),
      ended: ({ code }) => code === 4401 && this.#leave('This token is not accepted.'),
      have: () => (this.#open ? { [this.#open.conv]: this.#open.held.have } : {}),
      interval: () => 15,
    });
    this.#screen = new Screen(root, this.#acts());
    this.#why = new Why(root, (question) => this.#rest.explain(question), (chatflow, page) => this.#rest.preview(chatflow, page));
    this.#link.followPage();
    this.#link.start();
    document.addEventListener('visibilitychange', () => this.#draw());
    this.#clock = setInterval(() => this.#draw(), 30_000);
    this.#introduce();
  }

  #acts() {
    const about = (type, more) => this.#open && this.#link.send({ type, conv: this.#open.conv, ...more });
    return {
      view: (name) => this.#look(name),
      open: (conv) => this.#show(conv),
      send: (mode, text) => this.#say(mode, text),
      typing: () => this.#typing(about),
      take: () => about('take'),
      assign: (to) => about('assign', to ? { to } : {}),
      close: () => about('close'),
      reopen: () => about('reopen'),
      status: () => this.#link.send({ type: 'status', status: this.#status === 'available' ? 'away' : 'available' }),
      connect: () => this.#link.start(),
      retry: (cmid) => {
        this.#outbox.repeat(cmid);
        this.#draw();
      },
      why: () => this.#why.open(),
      leave: () => this.#leave(),
    };
  }

  #greeting() {
    return {
      type: 'connect',
      v: VERSION,
      token: this.#token,
      inboxes: this.#inboxes.map((it) => it.id),
      resume: this.#open ? [{ ...this.#open.held, ...(this.#epoch && { epoch: this.#epoch }) }] : [],
    };
  }

  #received(frame) {
    const mine = frame.conv && this.#open?.conv === frame.conv ? this.#open : null;
    switch (frame.type) {
      case 'ready': return this.#ready(frame);
      case 'heads':
        if (frame.version) this.#rows.replace(frame.inbox, frame.rows);
        else this.#rows.forget(frame.inbox);
        break;
      case 'row': this.#rows.put(frame); break;
      case 'entry':
        if (frame.actor.kind === 'agent' && frame.actor.id && frame.actor.name) this.#names.set(frame.actor.id, frame.actor.name);
        if (frame.cmid) this.#outbox.stored(frame.cmid);
        mine?.entry(frame);
        break;
      case 'live': mine?.live(frame); break;
      case 'reset': mine?.reset(frame); break;
      case 'ack': this.#outbox.stored(frame.cmid); mine?.live(frame); break;
      case 'nack': this.#nack(frame); break;
      case 'typing': if (frame.actor.id !== this.#agent?.id) mine?.types(frame.actor, 'The visitor'); break;
      case 'viewer':
        this.#names.set(frame.agent.id, frame.agent.name);
        if (frame.agent.id !== this.#agent?.id) mine?.viewer(frame.agent);
        break;
      case 'status': this.#status = frame.status; break;
      case 'capacity': this.#capacity = frame; break;
      case 'error': if (frame.conv || frame.code !== 'not_found') this.#screen.say(REFUSED[frame.code] ?? 'That did not work.'); break;
    }
    this.#draw();
  }

  #ready({ agent, inboxes, epoch }) {
    if (this.#epoch && this.#epoch !== epoch) for (const stream of ['public', 'internal']) this.#open?.reset({ stream, from: 0 });
    this.#epoch = epoch;
    const known = new Set(this.#inboxes.map((it) => it.id));
    this.#agent = agent;
    this.#status = agent.status;
    this.#names.set(agent.id, agent.name);
    this.#inboxes = inboxes;
    sessionStorage.setItem(INBOXES, JSON.stringify(inboxes));
    // Lists are sent for the inboxes that the greeting names, and the first one cannot know them.
    if (inboxes.some((it) => !known.has(it.id))) {
      this.#link.stop();
      this.#link.start();
    }
    this.#draw();
  }

  #nack({ cmid, code, definite, retryMs }) {
    if (!definite) return this.#outbox.unknown(cmid, retryMs);
    this.#outbox.refused(cmid, code);
    this.#screen.say(REFUSED[code] ?? 'The message was refused.');
  }

  #linkIs(state) {
    if (state !== 'live') this.#outbox.broke();
    if (state === 'stopped' && this.#link.code === 4403) this.#leave('This token may not use the console.');
    this.#draw();
  }

  #show(conv) {
    if (this.#open) {
      this.#drafts.set(this.#open.conv, this.#screen.draft);
      this.#link.send({ type: 'unwatch', conv: this.#open.conv });
      this.#open.leave();
    }
    this.#open = new Conversation(conv, this.#link, () => this.#draw());
    this.#link.send({ type: 'watch', conv, have: 0, internal: 0 });
    this.#drawNow(true);
    this.#screen.compose(this.#drafts.get(conv) ?? '');
  }

  #say(mode, body) {
    if (!body || !this.#open) return false;
    this.#outbox.add({ cmid: uuid(), conv: this.#open.conv, type: mode === 'comment' ? 'comment' : 'send', body });
    this.#draw();
    return true;
  }

  #typing(about) {
    if (this.#typed) return;
    this.#typed = true;
    setTimeout(() => (this.#typed = false), 3000);
    about('typing');
  }

  /** Who am I, and who else is there. */
  async #introduce() {
    try {
      if (!(await this.#rest.me())) return this.#leave('This token is not accepted.');
      for (const { id, name } of await this.#rest.agents()) this.#names.set(id, name);
      this.#draw();
    } catch {
      // no network now: the socket goes on trying, names come with the entries
    }
  }

  async #look(view) {
    this.#view = view;
    this.#draw();
    if (view !== 'closed') return;
    for (const { id } of this.#inboxes) (await this.#rest.closed(id)).forEach((row) => this.#rows.put(row));
    this.#draw();
  }

  #leave(why) {
    clearInterval(this.#clock);
    this.#link.stop();
    this.#open?.leave();
    this.#gone(why);
  }

  // ---- drawing

  #draw() {
    if (this.#drawing) return;
    this.#drawing = true;
    setTimeout(() => {
      this.#drawing = false;
      this.#drawNow();
    }, 16);
  }

  #drawNow(anew = false) {
    const me = this.#agent?.id;
    if (this.#link.live) this.#drain();
    this.#screen.bar({ inboxes: this.#inboxes, agent: this.#agent, link: LINK[this.#link.state], code: this.#link.state, status: this.#status, capacity: this.#capacity });
    this.#screen.list({
      view: this.#view,
      counts: Object.fromEntries(Object.keys(VIEWS).map((name) => [name, name === 'closed' ? 0 : this.#rows.unread(name, me)])),
      rows: this.#rows.view(this.#view, me).map((row) => this.#drawnRow(row)),
      selected: this.#open?.conv,
    });
    const row = this.#open && this.#rows.get(this.#open.conv);
    this.#screen.head(row && {
      ...this.#drawnRow(row),
      status: row.status,
      mine: row.assignee === me,
      assignee: row.assignee,
      agents: [...this.#names].map(([id, name]) => ({ id, name: id === me ? `${name} (you)` : name })),
    });
    if (!this.#open) return;
    this.#screen.log(this.#items(), anew);
    this.#screen.typing(this.#open.typing ? `${this.#open.typing} is typing…` : '');
    this.#screen.viewers(this.#open.viewers);
    if (!document.hidden) this.#open.seen();
  }

  #drawnRow({ conv, visitor, preview, lastAt, unread, waitingSince, assignee }) {
    return {
      conv,
      name: visitorName(visitor),
      preview,
      lastAt,
      unread: conv === this.#open?.conv && !document.hidden ? 0 : unread,
      waitingSince,
      waits: waitingSince && waited(waitingSince),
      assigneeName: assignee && (assignee === this.#agent?.id ? 'You' : (this.#names.get(assignee) ?? 'A colleague')),
    };
  }

  #items() {
    const items = [];
    const removed = new Set(this.#open.entries.filter((it) => it.kind === 'redacted').map((it) => Number(it.data?.seq)));
    for (const entry of this.#open.entries) {
      const { kind, actor, seq, stream = 'public', at, body } = entry;
      const key = `${stream} ${seq}`;
      if (kind !== 'message' && kind !== 'comment') {
        const text = note(entry, (id) => this.#names.get(id) ?? 'a colleague');
        if (text) items.push({ key, side: 'note', text, at });
        continue;
      }
      const side = kind === 'comment' ? 'comment' : actor.kind === 'visitor' ? 'visitor' : 'agent';
      const who = actor.name ?? (actor.kind === 'visitor' ? 'Visitor' : 'Agent');
      items.push({ key, side, who, at, text: stream === 'public' && removed.has(seq) ? 'This message was removed.' : body });
    }
    for (const it of this.#outbox.items()) {
      if (it.conv !== this.#open.conv) continue;
      items.push({ key: it.cmid, side: it.type === 'comment' ? 'comment' : 'agent', who: this.#agent?.name ?? '', text: it.body, cmid: it.cmid, failed: !!it.refused, state: it.refused ? 'not sent' : 'sending…' });
    }
    return items;
  }

  #drain() {
    this.#outbox.drain(({ cmid, conv, type, body }) => this.#link.live && this.#link.send({ type, cmid, conv, body }));
  }
}

function door(problem) {
  sessionStorage.removeItem(TOKEN);
  sessionStorage.removeItem(INBOXES);
  signIn(document.body, (token) => {
    sessionStorage.setItem(TOKEN, token);
    enter(token);
  }, problem);
}

function enter(token) {
  new Console(document.body, token, door);
}

const token = sessionStorage.getItem(TOKEN);
if (token) enter(token);
else door();
