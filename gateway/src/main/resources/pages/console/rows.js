// The inbox lists: which conversation is in which view, in which order. Pure.

/** The views, in the order of the tabs; each says which rows are in it. */
export const VIEWS = {
  open: { title: 'Open', has: (row) => row.status === 'open' },
  mine: { title: 'Mine', has: (row, me) => row.status === 'open' && row.assignee === me },
  unassigned: { title: 'Unassigned', has: (row) => row.status === 'open' && !row.assignee },
  closed: { title: 'Closed', has: (row) => row.status === 'closed' },
};

export class Rows {
  #rows = new Map();

  /** Takes a newer row; one that is older than what is held is ignored. */
  put(row) {
    const held = this.#rows.get(row.conv);
    if (held && (row.head < held.head || row.internalHead < held.internalHead)) return;
    this.#rows.set(row.conv, row);
  }

  /** The whole list of an inbox's open conversations: what is not in it was closed meanwhile. */
  replace(inbox, rows) {
    const open = new Set(rows.map((row) => row.conv));
    for (const row of this.#rows.values())
      if (row.inbox === inbox && !open.has(row.conv)) this.#rows.set(row.conv, { ...row, status: 'closed' });
    rows.forEach((row) => this.put(row));
  }

  /** The agent may not see this inbox any more. */
  forget(inbox) {
    for (const row of this.#rows.values()) if (row.inbox === inbox) this.#rows.delete(row.conv);
  }

  get(conv) {
    return this.#rows.get(conv);
  }

  /** Who waits comes first, longest first; then the latest. */
  view(name, me) {
    return [...this.#rows.values()].filter((row) => VIEWS[name].has(row, me)).sort(byUrgency);
  }

  /** How many conversations of the view have something new. */
  unread(name, me) {
    return this.view(name, me).filter((row) => row.unread > 0).length;
  }
}

function byUrgency(a, b) {
  if (a.waitingSince && b.waitingSince) return a.waitingSince < b.waitingSince ? -1 : 1;
  if (a.waitingSince || b.waitingSince) return a.waitingSince ? -1 : 1;
  return a.lastAt < b.lastAt ? 1 : -1;
}
