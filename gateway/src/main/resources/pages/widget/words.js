// The fixed words, by the chatflow's language.

const en = {
  open: 'Open chat',
  close: 'Minimise chat',
  dismiss: 'Dismiss',
  unread: (n) => (n === 1 ? '1 unread message' : `${n} unread messages`),
  log: 'Conversation',
  write: 'Write a message…',
  send: 'Send',
  sending: 'Sending…',
  notSent: 'Not sent.',
  retry: 'Try again',
  discard: 'Discard',
  you: 'You',
  team: 'Support',
  typing: (name) => `${name} is typing…`,
  joined: (name) => `${name} joined`,
  closed: 'This conversation was closed.',
  opened: 'This conversation was opened again.',
  redacted: 'This message was removed.',
  startNew: 'Start a new conversation',
  latest: 'New messages',
  replies: { minutes: 'Usually replies in minutes', hours: 'Usually replies in a few hours', day: 'Usually replies in a day' },
  away: 'We are away. Leave a message and we will get back to you.',
  back: (when) => `We are back ${when}.`,
  wait: 'Everybody is busy right now. Write to us: we answer in turn.',
  queue: (n, min) => `You are number ${n} in the queue.${min ? ` About ${min} min.` : ''}`,
  connecting: 'Connecting…',
  waiting: 'No connection. Trying again…',
  elsewhere: 'The connection was closed.',
  reconnect: 'Connect again',
  tooLong: (n) => `Too long by ${n} characters.`,
  slow: 'Too many messages. Please wait a moment.',
  refused: 'This message cannot be sent.',
};

const OTHERS = new Set(['de']);

/** English at once; another language is fetched when a chatflow speaks it. */
export async function words(language = 'en') {
  const name = language.slice(0, 2).toLowerCase();
  return OTHERS.has(name) ? { ...en, ...(await import(`./ondemand/words.${name}.js`)).default } : en;
}

/** An instant as one says it: a time today, else a day and a time. */
export function phrase(instant, language, now = new Date()) {
  const at = new Date(instant);
  const days = at.toDateString() === now.toDateString() ? {} : { weekday: 'long' };
  if (at - now > 6 * 86_400_000) Object.assign(days, { day: 'numeric', month: 'long' });
  return new Intl.DateTimeFormat(language, { ...days, hour: 'numeric', minute: '2-digit' }).format(at);
}
