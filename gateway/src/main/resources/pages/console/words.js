// How the console says things.

/** A visitor without a name, the same for everybody who looks. */
export function visitorName(visitor) {
  return `Visitor ${visitor.slice(-4).toUpperCase()}`;
}

/** Minutes and hours today, else the day. */
export function when(instant, now = new Date()) {
  const at = new Date(instant);
  const sameDay = at.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat('en-GB', sameDay ? { hour: '2-digit', minute: '2-digit' } : { day: 'numeric', month: 'short' }).format(at);
}

/** How long somebody waits. */
export function waited(since, now = Date.now()) {
  const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / 60_000));
  if (minutes < 1) return 'waiting';
  return minutes < 60 ? `waiting ${minutes} min` : `waiting ${Math.floor(minutes / 60)} h`;
}

/** What an entry that is not a message says; null: nothing worth a line. */
export function note({ kind, actor, data = {} }, nameOf) {
  const who = actor.name ?? { visitor: 'The visitor', agent: 'An agent', bot: 'The chatflow' }[actor.kind] ?? '';
  const agent = data.agent && nameOf(data.agent);
  switch (kind) {
    case 'joined': return `${agent ?? who} joined`;
    case 'left': return data.reason === 'reset' ? 'Visitor reset: the browser began as somebody new' : `${agent ?? who} left`;
    case 'assigned': return actor.id === data.agent ? `${agent} took the conversation` : `Assigned to ${agent}`;
    case 'unassigned': return 'Nobody is assigned any more';
    case 'opened': return who ? `${who} opened the conversation again` : 'Opened again';
    case 'closed': return who ? `${who} closed the conversation` : 'Closed';
    case 'consent': return `Consent (${data.kind}): ${data.answer === 'true' ? 'given' : 'refused'}`;
    case 'email': return `Says that the address is ${data.email}`;
    case 'redacted': return 'A message was removed';
    default: return null;
  }
}

export const LINK = {
  idle: 'Not connected',
  connecting: 'Connecting…',
  live: 'Connected',
  waiting: 'No connection. Trying again…',
  stopped: 'Not connected',
};

export const REFUSED = {
  too_long: 'The message is too long.',
  rate_limited: 'Too many messages. Wait a moment.',
  forbidden: 'You may not do this.',
  not_found: 'There is no such conversation.',
  closed: 'The conversation is closed.',
  conflict: 'Somebody else was faster.',
  unavailable: 'That did not work. Try again.',
};
