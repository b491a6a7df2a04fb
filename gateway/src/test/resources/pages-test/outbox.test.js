import { Keep } from '/widget/keep.js';
import { Outbox, uuid } from '/widget/outbox.js';
import { equal, ok, test } from './check.js';

const turn = () => new Promise((go) => setTimeout(go));
const memory = () => new Keep('p', () => { throw new Error('no disk'); });
const alone = (task) => task();

function outbox(keep = memory(), lock = alone) {
  return new Outbox(keep, lock);
}

test('outbox: a message is kept before it is sent, with the id it will always have', async () => {
  const keep = memory();
  const box = outbox(keep);
  box.add({ cmid: 'a', body: 'one' });
  equal(keep.get('out.a').body, 'one');
});

test('outbox: one message is under way at a time, in the order of writing', async () => {
  const sent = [];
  const box = outbox();
  for (const cmid of ['a', 'b', 'c']) box.add({ cmid });
  box.drain(({ cmid }) => sent.push(cmid));
  await turn();
  equal(sent, ['a']);
  box.stored('a');
  await turn();
  equal(sent, ['a', 'b']);
  box.stored('b');
  await turn();
  box.stored('c');
  await turn();
  equal([sent, box.items()], [['a', 'b', 'c'], []]);
});

test('outbox: when the connection breaks the same message goes first again', async () => {
  const sent = [];
  const box = outbox();
  box.add({ cmid: 'a' });
  box.add({ cmid: 'b' });
  box.drain(({ cmid }) => sent.push(cmid));
  await turn();
  box.broke();
  await turn();
  box.drain(({ cmid }) => sent.push(cmid));
  await turn();
  equal(sent, ['a', 'a']);
});

test('outbox: an unknown outcome is sent again with the same id', async () => {
  const sent = [];
  const box = outbox();
  box.add({ cmid: 'a' });
  box.drain(({ cmid }) => sent.push(cmid));
  await turn();
  box.unknown('a', 1);
  await new Promise((go) => setTimeout(go, 20));
  equal(sent, ['a', 'a']);
});

test('outbox: silence is an unknown outcome', async () => {
  const sent = [];
  const box = outbox();
  box.add({ cmid: 'a' });
  box.drain(({ cmid }) => sent.push(cmid), 10);
  await new Promise((go) => setTimeout(go, 35));
  ok(sent.length >= 2 && sent.every((it) => it === 'a'), `sent ${sent}`);
  box.stored('a');
});

test('outbox: a refused message stays, does not block the next, and goes again when repeated', async () => {
  const sent = [];
  const box = outbox();
  box.add({ cmid: 'a' });
  box.add({ cmid: 'b' });
  const drain = () => box.drain(({ cmid }) => sent.push(cmid));
  drain();
  await turn();
  box.refused('a', 'too_long');
  await turn();
  equal([sent, box.items()[0].refused], [['a', 'b'], 'too_long']);
  box.stored('b');
  await turn();
  box.repeat('a');
  drain();
  await turn();
  equal(sent, ['a', 'b', 'a']);
});

test('outbox: what a closed tab left is sent by the next', async () => {
  const keep = memory();
  outbox(keep).add({ cmid: 'a' });
  const sent = [];
  outbox(keep).drain(({ cmid }) => sent.push(cmid));
  await turn();
  equal(sent, ['a']);
});

test('outbox: of two tabs one drains', async () => {
  const keep = memory();
  const lock = (task) => navigator.locks.request('parley.test.out', task);
  const sent = [];
  const [one, two] = [outbox(keep, lock), outbox(keep, lock)];
  one.add({ cmid: 'a' });
  one.drain(({ cmid }) => sent.push(`one ${cmid}`));
  two.drain(({ cmid }) => sent.push(`two ${cmid}`));
  await new Promise((go) => setTimeout(go, 30));
  equal(sent, ['one a']);
  one.stored('a');
});

test('outbox: ids are UUIDs, also without TLS', () => {
  const weak = { getRandomValues: (it) => crypto.getRandomValues(it) };
  for (const id of [uuid(), uuid(weak)])
    ok(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id), id);
});
