import { effective, leavesAtTop, scrolled, VisibleTime } from '/widget/triggers.js';
import { equal, test } from './check.js';

test('TRG-09: half of a page of 4,000 px in a viewport of 1,000 is reached at 1,500', () => {
  const page = { height: 4000, viewport: 1000 };
  equal([1499, 1500].map((top) => scrolled(50, { top, ...page })), [false, true]);
});

test('TRG-10: a page shorter than the viewport is scrolled from the start', () => {
  equal(scrolled(50, { top: 0, height: 600, viewport: 1000 }), true);
});

test('TRG-06, TRG-07: the pointer leaves at the top edge, not at another, not to an element', () => {
  equal(
    [{ clientY: -1 }, { clientY: 0 }, { clientY: 400 }, { clientY: 900 }, { clientY: 0, relatedTarget: {} }].map(leavesAtTop),
    [true, true, false, false, false],
  );
});

test('TRG-08: where nothing hovers there is no exit intent, and nothing else left to wait for', () => {
  equal(effective({ exit: true }, { hover: false }), { exit: false });
  equal(effective({ exit: true, time: 5 }, { hover: false }), { time: 5, exit: false });
});

test('TRG-13: 30 s with the tab hidden from 5 s to 65 s are over at 90 s', () => {
  const time = new VisibleTime();
  time.show(0);
  time.hide(5000);
  time.show(65_000);
  equal([time.at(89_999), time.at(90_000)], [29_999, 30_000]);
});
