import { Link } from '/widget/link.js';
import { Clock, equal, ok, test } from './check.js';

class Socket {
  sent = [];
  closed = null;
  send(text) { this.sent.push(JSON.parse(text)); }
  close(code) { this.closed = code; }
  says(frame) { this.onmessage?.({ data: JSON.stringify(frame) }); }
  ends(code, reason = '') { this.onclose?.({ code, reason }); }
  last(type) { return this.sent.filter((it) => it.type === type).at(-1); }
  goesLive(conversations = []) {
    this.says({ type: 'hello', hb: 55 });
    this.says({ type: 'ready', conversations });
    return this;
  }
}

function setUp(more = {}) {
  const clock = new Clock();
  const sockets = [];
  const frames = [];
  const states = [];
  const link = new Link({
    dial: () => { sockets.push(new Socket()); return sockets.at(-1); },
    greet: () => ({ type: 'connect', resume: [] }),
    frame: (it) => frames.push(it.type),
    changed: (it) => states.push(it),
    clock,
    random: () => 0.5,
    ...more,
  });
  link.start();
  return { link, clock, sockets, frames, states };
}

test('link: it greets after hello and is live after ready, when there is nothing to resume', () => {
  const { link, sockets: [s] } = setUp();
  equal(s.sent, []);
  s.says({ type: 'hello', hb: 55 });
  equal([s.sent[0].type, link.state], ['connect', 'connecting']);
  s.says({ type: 'ready', conversations: [] });
  equal(link.state, 'live');
});

test('link: with something to resume it is live after the replay has ended', () => {
  const { link, sockets: [s] } = setUp({ greet: () => ({ type: 'connect', resume: [{ conv: 'c', have: 3 }] }) });
  s.goesLive([{ conv: 'c' }]);
  equal(link.state, 'connecting');
  s.says({ type: 'entry', conv: 'c', seq: 4 });
  s.says({ type: 'live', conv: 'c', seq: 4 });
  equal(link.state, 'live');
});

test('link: a conversation that the gateway does not know holds nothing up', () => {
  const { link, sockets: [s] } = setUp({ greet: () => ({ type: 'connect', resume: [{ conv: 'gone', have: 3 }] }) });
  s.goesLive([]);
  equal(link.state, 'live');
});

test('link: nothing is sent before ready', () => {
  const { link, sockets: [s] } = setUp();
  equal(link.send({ type: 'typing' }), false);
  s.goesLive();
  equal(link.send({ type: 'typing' }), true);
});

test('link: no hello within 15 s, and it dials again', () => {
  const { clock, sockets } = setUp();
  clock.advance(15_000);
  equal(sockets[0].closed, 1000);
  clock.advance(1000);
  equal(sockets.length, 2);
});

test('link: it pings at the interval, give or take a fifth, with what it holds', () => {
  for (const [random, ms] of [[0, 44_000], [0.999999, 66_000]]) {
    const { clock, sockets: [s] } = setUp({ random: () => random, have: () => ({ c: 7 }) });
    s.goesLive();
    clock.advance(ms - 100);
    equal(s.last('ping'), undefined);
    clock.advance(200);
    equal(s.last('ping').have, { c: 7 });
  }
});

test('link: an open conversation pings more often', () => {
  const { clock, sockets: [s] } = setUp({ interval: () => 25 });
  s.goesLive();
  clock.advance(25_100);
  ok(s.last('ping'), 'a ping');
});

test('link: two silent intervals mean that the link is dead: closed with 4410 and dialled at once', () => {
  const { clock, sockets } = setUp();
  sockets[0].goesLive();
  clock.advance(109_900);
  equal(sockets.length, 1);
  clock.advance(200);
  equal([sockets[0].closed, sockets.length], [4410, 2]);
});

test('link: any frame is a sign of life', () => {
  const { clock, sockets } = setUp();
  sockets[0].goesLive();
  clock.advance(100_000);
  sockets[0].says({ type: 'pong' });
  clock.advance(100_000);
  equal(sockets.length, 1);
});

test('link: NAV-14, PEER-03: back on the page it asks at once, and dials anew if no answer comes in 3 s', () => {
  const { link, clock, sockets } = setUp();
  sockets[0].goesLive();
  clock.advance(1000);
  link.wake();
  ok(sockets[0].last('ping'), 'a ping');
  clock.advance(3000);
  equal([sockets[0].closed, sockets.length], [4410, 2]);
});

test('link: back on the page it does not wait for the backoff', () => {
  const { link, sockets } = setUp();
  sockets[0].ends(1006);
  equal(link.state, 'waiting');
  link.wake();
  equal(sockets.length, 2);
});

test('link: but it waits where the gateway asked for it', () => {
  const { link, sockets } = setUp();
  sockets[0].ends(4429, '60000');
  link.wake();
  equal(sockets.length, 1);
});

test('link: goaway: dial first, let the old one serve until the new one is live', () => {
  const { link, clock, sockets } = setUp();
  const [old] = sockets;
  old.goesLive();
  old.says({ type: 'goaway', reason: 'restart', minMs: 1000, maxMs: 3000 });
  clock.advance(1999);
  equal(sockets.length, 1);
  clock.advance(1);
  equal([sockets.length, old.closed, link.live], [2, null, true]);
  link.send({ type: 'typing' });
  ok(old.last('typing'), 'the old one serves');
  sockets[1].goesLive();
  equal([old.closed, old.last('bye').type], [1000, 'bye']);
  link.send({ type: 'typing' });
  ok(sockets[1].last('typing'), 'the new one serves');
});

test('link: goaway: a 4409 on the socket that it replaced itself is ignored', () => {
  const { link, clock, sockets } = setUp();
  sockets[0].goesLive();
  sockets[0].says({ type: 'goaway', minMs: 0, maxMs: 0 });
  clock.advance(1);
  sockets[0].ends(4409);
  sockets[1].goesLive();
  equal([link.state, sockets.length], ['live', 2]);
});

test('link: goaway: if the new dial fails the old one goes on and it tries again', () => {
  const { link, clock, sockets } = setUp();
  sockets[0].goesLive();
  sockets[0].says({ type: 'goaway', minMs: 0, maxMs: 0 });
  clock.advance(1);
  sockets[1].ends(1006);
  equal(link.live, true);
  clock.advance(5000);
  equal(sockets.length, 3);
});

test('link: after goaway and the close it keeps to the window', () => {
  const { clock, sockets } = setUp();
  sockets[0].goesLive();
  clock.advance(6000);
  sockets[0].says({ type: 'goaway', minMs: 8000, maxMs: 12_000 });
  sockets[0].ends(1012);
  clock.advance(9900);
  equal(sockets.length, 1);
  clock.advance(200);
  equal(sockets.length, 2);
});

for (const code of [4403, 4404, 4409, 4426])
  test(`link: ${code} stops it until the user acts`, () => {
    const { link, clock, sockets } = setUp();
    sockets[0].goesLive();
    sockets[0].ends(code);
    clock.advance(600_000);
    equal([link.state, link.code, sockets.length], ['stopped', code, 1]);
    link.wake();
    equal(sockets.length, 1);
    link.start();
    equal(sockets.length, 2);
  });

test('link: a frame that is not JSON ends the socket, not the page', () => {
  const { sockets, link } = setUp();
  sockets[0].onmessage({ data: '{' });
  equal([link.state, sockets[0].closed], ['waiting', 1000]);
});

test('link: frames that come after the end are not heard', () => {
  const { link, sockets, frames } = setUp();
  sockets[0].goesLive();
  link.stop();
  sockets[0].says({ type: 'entry' });
  equal(frames.includes('entry'), false);
});
