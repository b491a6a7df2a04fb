import { Redial } from '/widget/redial.js';
import { equal, ok, test } from './check.js';

const most = () => 0.999999;

for (const code of [1000, 4403, 4404, 4409, 4426])
  test(`redial: after ${code} it stops`, () => equal(new Redial().after({ code, now: 0 }), null));

test('redial: failed dials wait longer each time, at most 30 s', () => {
  const redial = new Redial(most);
  const waits = Array.from({ length: 8 }, () => redial.after({ code: 1006, now: 0 }));
  equal(waits, [999, 1999, 3999, 7999, 15999, 29999, 29999, 29999]);
});

test('redial: the jitter is full, from nothing to the whole step', () => {
  equal(new Redial(() => 0).after({ code: 1006, now: 0 }), 0);
});

test('redial: after 5 s of life the next dial is within 2 s', () => {
  const redial = new Redial(most);
  equal(redial.after({ code: 1012, live: 5000, now: 0 }), 1999);
});

test('redial: a connection that dies young counts as failed, so a crashing node is not hammered', () => {
  const redial = new Redial(most);
  equal([1, 2, 3].map(() => redial.after({ code: 1011, live: 200, now: 0 })), [999, 1999, 3999]);
});

test('redial: each 10 s of life takes one step back', () => {
  const redial = new Redial(most);
  for (let i = 0; i < 4; i++) redial.after({ code: 1006, now: 0 });
  redial.after({ code: 1006, live: 20_000, now: 0 });
  equal(redial.after({ code: 1006, now: 0 }), 3999);
});

for (const code of [1002, 1003, 1007, 1009, 4400])
  test(`redial: three ${code} in ten minutes stop it, spread wider they do not`, () => {
    const redial = new Redial();
    ok(redial.after({ code, now: 0 }) !== null, 'first');
    ok(redial.after({ code, now: 300_000 }) !== null, 'second');
    ok(redial.after({ code, now: 600_001 }) !== null, 'the first is forgotten');
    equal(redial.after({ code, now: 600_002 }), null);
  });

test('redial: a refused token is renewed once, then it stops', () => {
  const redial = new Redial();
  equal(redial.after({ code: 4401, now: 0 }), 0);
  equal(redial.after({ code: 4401, now: 1 }), null);
});

test('redial: after a live connection a refused token is renewed again', () => {
  const redial = new Redial();
  redial.after({ code: 4401, now: 0 });
  equal(redial.after({ code: 4401, live: 3000, now: 1 }), 0);
});

test('redial: after a flood it waits at least a minute', () => {
  ok(new Redial(() => 0).after({ code: 1008, now: 0 }) >= 60_000, 'a minute');
});

test('redial: a rate limit says how long', () => {
  equal(new Redial(() => 0).after({ code: 4429, reason: '7500', now: 0 }), 7500);
});

test('redial: a missed heartbeat of a live connection is dialled at once', () => {
  equal(new Redial(most).after({ code: 4410, live: 60_000, now: 0 }), 0);
});
