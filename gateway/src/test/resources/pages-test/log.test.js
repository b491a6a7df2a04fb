import { Log } from '/widget/log.js';
import { equal, ok, test } from './check.js';

const seqs = (entries) => entries.map((it) => it.seq);
const take = (log, seq) => seqs(log.accept({ seq }));

test('log: entries in order come through at once', () => {
  const log = new Log();
  equal([take(log, 1), take(log, 2), log.have], [[1], [2], 2]);
});

test('log: an entry twice is seen once', () => {
  const log = new Log();
  take(log, 1);
  equal(take(log, 1), []);
});

test('log: an early entry waits for the hole before it', () => {
  const log = new Log();
  take(log, 1);
  equal([take(log, 3), take(log, 4), log.have, take(log, 2), log.have], [[], [], 1, [2, 3, 4], 4]);
});

test('log: an ack tells that a seq exists and does not advance what is held', () => {
  const log = new Log();
  log.knows(3);
  equal([log.have, log.behind], [0, true]);
});

test('log: every order of five entries, with doubles, gives the same list', () => {
  const orders = (rest) => (rest.length ? rest.flatMap((it) => orders(rest.filter((x) => x !== it)).map((tail) => [it, ...tail])) : [[]]);
  for (const order of orders([1, 2, 3, 4, 5])) {
    const log = new Log();
    const seen = [...order, ...order].flatMap((seq) => take(log, seq));
    equal([seen, log.have, log.behind], [[1, 2, 3, 4, 5], 5, false], `order ${order}`);
  }
});

test('log: after a reset it goes on behind the given seq', () => {
  const log = new Log();
  for (const seq of [1, 2, 3, 7]) take(log, seq);
  log.reset(2);
  equal([log.have, log.behind, take(log, 2), take(log, 7)], [1, false, [2], []]);
  ok(log.behind, 'it knows of 7');
});
