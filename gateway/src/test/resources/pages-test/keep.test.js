import { DAY, Keep, MINUTE, WindowMemory } from '/widget/keep.js';
import { equal, ok, test } from './check.js';

class Storage {
  setItem(name, value) { this[name] = value; }
  getItem(name) { return this[name] ?? null; }
  removeItem(name) { delete this[name]; }
}

test('PRV-07: nothing is stored before it is allowed, all of it after', () => {
  const disk = new Storage();
  const keep = new Keep('p', () => disk);
  keep.set('token', 't');
  equal(Object.keys(disk), []);
  equal(keep.get('token'), 't');
  keep.allow();
  equal(disk['parley.p.token'], '"t"');
});

test('keep: what an earlier page was allowed stays allowed', () => {
  const disk = new Storage();
  const before = new Keep('p', () => disk);
  before.allow();
  before.set('token', 't');
  const after = new Keep('p', () => disk);
  equal([after.allowed, after.get('token')], [true, 't']);
});

test('keep: another portal on the same site is somebody else', () => {
  const disk = new Storage();
  const one = new Keep('one', () => disk);
  one.allow();
  one.set('token', 't');
  equal(new Keep('two', () => disk).allowed, false);
});

test('DSP-14: where the browser blocks storage everything works in memory', () => {
  const keep = new Keep('p', () => { throw new DOMException('blocked', 'SecurityError'); });
  keep.allow();
  keep.set('hush', 5);
  equal([keep.get('hush'), keep.allowed, keep.names('')], [5, false, ['hush']]);
});

test('keep: a full disk is no reason to fail', () => {
  const disk = new Storage();
  disk.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
  const keep = new Keep('p', () => disk);
  keep.allow();
  keep.set('token', 't');
  equal(keep.get('token'), 't');
});

test('NAV-16: clear leaves nothing of this portal, and all of the rest', () => {
  const disk = new Storage();
  disk.setItem('cart', '1');
  const keep = new Keep('p', () => disk);
  keep.allow();
  keep.set('token', 't');
  keep.set('out.1', {});
  keep.clear();
  equal([Object.keys(disk), keep.get('token'), keep.allowed], [['cart'], undefined, false]);
});

function memory() {
  let now = 1_000_000;
  const keep = new Keep('p', () => new Storage());
  return [new WindowMemory(keep, () => now), (ms) => (now += ms)];
}

test('DSP-03, DSP-05, DSP-06: a dismissed prompt stays away for 24 hours, not longer by visits', () => {
  const [window, wait] = memory();
  window.hush();
  wait(10 * 3600_000);
  ok(window.hushed, 'still');
  window.hush();
  wait(DAY - 10 * 3600_000 - 1000);
  ok(window.hushed, 'one second early');
  wait(2000);
  ok(!window.hushed, 'over');
});

test('DSP-10, DSP-11: an open window is restored within 30 minutes of use', () => {
  const [window, wait] = memory();
  window.opened();
  wait(29 * MINUTE);
  equal(window.open, true);
  wait(MINUTE);
  equal(window.open, null);
});

test('DSP-12: a closed window stays closed for 30 minutes', () => {
  const [window, wait] = memory();
  window.opened();
  window.closed();
  wait(29 * MINUTE);
  equal(window.open, false);
});
