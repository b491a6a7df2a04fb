// What must be answered before writing, and what may be asked after. Loaded where a portal asks anything.

import { h, pieces } from '../dom.js';
import { watch } from '../triggers.js';

const WORDS = {
  cookies: 'This chat keeps your conversation in this browser, so that you find it again on your next visit.',
  accept: 'Allow',
  decline: 'No, thanks',
  agree: 'I agree',
  email: 'Your e-mail address',
  emailWhy: 'Leave your e-mail address and we can answer when you are gone.',
  emailBad: 'Please check the address.',
  next: 'Continue',
};

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.gate{border-top:1px solid var(--line);padding:14px 18px;display:grid;gap:10px;max-height:60%;overflow:auto}
.gate div{display:flex;gap:8px}
input,.plain{border:1px solid #8791a1;border-radius:8px;padding:8px 12px;background:var(--surface)}
.solid{border-radius:8px;padding:9px 16px;font-weight:600;background:var(--accent);color:var(--on)}
@media(max-width:480px){input{font-size:16px}}
`);

export class Gates {
  #to;
  #answered = new Set();
  #cookiesRefused = false;
  #leaving = false;
  #given = null;

  /** @param to link, keep; allow(): things may be kept now; retry(code): what was refused for this goes out again; changed() */
  constructor(to) {
    this.#to = to;
    if (!navigator.maxTouchPoints)
      watch({ exit: true }, () => {
        this.#leaving = true;
        to.changed();
      });
  }

  /** Takes the newest decision's `gates`, and dresses the view that shows them. */
  given(gates, view) {
    this.#given = gates;
    view?.adopt(sheet);
  }

  /** Whether the browser may keep things: the visitor was asked, or nobody wants him to be. */
  get mayKeep() {
    return !this.#cookiesRefused && !this.#cookie;
  }

  /** What is only said, not asked. */
  get fine() {
    const process = this.#process;
    return process?.ask === 'implied' ? process.text : '';
  }

  /** @return the question to put now, if any; it `blocks` when nothing can be written before its answer */
  ask(words, { written, away }) {
    const w = { ...WORDS, ...words };
    const cookie = this.#cookie;
    const touch = navigator.maxTouchPoints > 0;
    if (cookie && (cookie.ask === 'start' || this.#leaving || (touch && written)))
      return question('cookie', cookie.text || w.cookies, [w.accept, () => this.#answer(cookie, true)], [w.decline, () => this.#answer(cookie, false)]);
    const process = this.#process;
    if (process?.ask === 'explicit')
      return question(`process ${process.version}`, process.text, [w.agree, () => this.#answer(process, true)]);
    const email = this.#given?.email;
    if (!email || this.#to.keep.get('email') || this.#answered.has('email')) return null;
    const blocks = email.when === 'before_first_message';
    const due = written && (email.when === 'after_first_message' || (email.when === 'away' && away));
    return blocks || due ? this.#email(email.text || w.emailWhy, w, blocks) : null;
  }

  /** The gateway knows of no answer: it has to be given again. */
  missing(code) {
    this.#to.keep.drop(code === 'email_required' ? 'email' : 'agreed');
  }

  clear() {
    this.#answered.clear();
    this.#cookiesRefused = false;
  }

  get #cookie() {
    const { allowed } = this.#to.keep;
    return !allowed && !this.#answered.has('cookie') && !this.#to.identified && this.#consent('cookie');
  }

  get #process() {
    const it = this.#consent('process');
    return it && this.#to.keep.get('agreed') !== it.version && it;
  }

  #consent(kind) {
    return this.#given?.consents?.find((it) => it.kind === kind);
  }

  #answer({ kind, version }, answer) {
    this.#to.link.send({ type: 'consent', kind, version, answer });
    this.#answered.add(kind);
    if (kind === 'cookie') this.#cookiesRefused = !answer;
    else this.#to.keep.set('agreed', version);
    this.#to.allow();
    this.#to.retry('consent_required');
  }

  #contact(email) {
    if (!this.#to.link.send({ type: 'contact', email })) return;
    this.#to.keep.set('email', true);
    this.#to.allow();
    this.#to.retry('email_required');
  }

  #email(text, w, blocks) {
    const error = h('p.error', { role: 'alert' });
    const input = h('input', { type: 'email', required: true, autocomplete: 'email', 'aria-label': w.email, placeholder: w.email });
    const send = () => {
      if (input.checkValidity()) return this.#contact(input.value.trim());
      error.textContent = w.emailBad;
      input.focus();
    };
    input.addEventListener('keydown', (e) => e.key === 'Enter' && send());
    const { name, nodes: [why, buttons] } = question('email', text, [w.next, send], blocks ? null : [w.decline, () => this.#skip()]);
    return { name, blocks, nodes: [why, input, error, buttons] };
  }

  #skip() {
    this.#answered.add('email');
    this.#to.changed();
  }
}

function question(name, text, yes, no) {
  const button = ([words, onclick], look) => h('button', { class: look, onclick }, words);
  return { name, blocks: true, nodes: [h('p', {}, ...pieces(text)), h('div', {}, button(yes, 'solid'), no ? button(no, 'plain') : null)] };
}
