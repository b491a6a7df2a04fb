import { Rows } from '/console/rows.js';
import { equal, test } from './check.js';

const row = (conv, more) => ({ conv, status: 'open', head: 1, internalHead: 0, unread: 0, lastAt: '2026-01-01T00:00:00Z', ...more });
const convs = (rows) => rows.map((it) => it.conv);

function rows(...all) {
  const it = new Rows();
  all.forEach((one) => it.put(one));
  return it;
}

test('console: each conversation is in the views it belongs to', () => {
  const it = rows(row('a'), row('b', { assignee: 'me' }), row('c', { assignee: 'bob' }), row('d', { status: 'closed', assignee: 'me' }));
  equal(['open', 'mine', 'unassigned', 'closed'].map((view) => convs(it.view(view, 'me')).sort()), [['a', 'b', 'c'], ['b'], ['a'], ['d']]);
});

test('console: who waits longest comes first, then the latest', () => {
  const it = rows(
    row('late', { lastAt: '2026-01-01T03:00:00Z' }), row('early', { lastAt: '2026-01-01T01:00:00Z' }),
    row('waits', { waitingSince: '2026-01-01T02:00:00Z' }), row('waits longer', { waitingSince: '2026-01-01T01:00:00Z' }));
  equal(convs(it.view('open')), ['waits longer', 'waits', 'late', 'early']);
});

test('console: a row that is older than the one held is ignored', () => {
  const it = rows(row('a', { head: 5, preview: 'new' }), row('a', { head: 4, preview: 'old' }));
  equal(it.get('a').preview, 'new');
});

test('console: unread counts conversations, not messages', () => {
  equal(rows(row('a', { unread: 7 }), row('b', { unread: 1 }), row('c')).unread('open'), 2);
});

test('console: after a reconnect the list is what the gateway says, and closed ones stay known', () => {
  const it = rows(row('a', { inbox: 'i' }), row('b', { inbox: 'i' }), row('c', { inbox: 'i', status: 'closed' }), row('d', { inbox: 'other' }));
  it.replace('i', [row('b', { inbox: 'i' })]);
  equal([convs(it.view('open')).sort(), convs(it.view('closed')).sort()], [['b', 'd'], ['a', 'c']]);
});
