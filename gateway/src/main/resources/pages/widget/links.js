// Text to pieces of text and links: http, https and mailto only, and nothing that looks like another host.

const CANDIDATE = /(?<![\p{L}\p{N}:/@.-])(?:https?:\/\/|mailto:)[^\s<>"'`]+/giu;
const TRAILING = /[.,;:!?]+$/;
const LATIN_HOST = /^[\p{Script=Latin}\p{Nd}.:[\]-]+$/u;

/** @return [{text}] and [{text, href}] whose texts together are the given text, save for hosts shown in punycode */
export function linkify(text) {
  const pieces = [];
  let from = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const link = toLink(trim(match[0]));
    if (!link) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: link.text, href: link.href });
    from = match.index + link.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

function trim(candidate) {
  let it = candidate.replace(TRAILING, '');
  while (it.endsWith(')') && it.split(')').length > it.split('(').length)
    it = it.slice(0, -1).replace(TRAILING, '');
  return it;
}

function toLink(raw) {
  let url;
  try {
    url = new URL(raw);
  } catch {
    return null;
  }
  const length = raw.length;
  if (url.protocol === 'mailto:')
    return url.search || !/^[^@\s]+@[^@\s]+$/.test(url.pathname) ? null : { text: raw, href: url.href, length };
  if (url.username || url.password || !url.hostname) return null; // https://bank@evil is not bank's
  const typed = raw.slice(raw.indexOf('//') + 2).split(/[/?#\\]/, 1)[0];
  return { text: LATIN_HOST.test(typed) ? raw : url.href, href: url.href, length };
}
