// A draft on the real page, for its editor: the widget as visitors would have it, and a bar that says what it is.
// Nobody becomes a visitor: nothing is kept but the link's token, in this tab, and the page's scripts hear nothing.

import { h } from '../dom.js';
import { Keep } from '../keep.js';
import { start as startWidget } from '../widget.js';

const LOOKS = { '': 'Team as it is now', available: 'Team available', away: 'Team away', full: 'Everybody busy' };
const ENDED = {
  expired: 'This preview link has expired.',
  forbidden: 'Whoever made this preview link may not edit chatflows any more.',
  foreign: 'This preview link is for another site.',
  gone: 'The chatflow of this preview was deleted.',
};
const BAD = 'This preview link is damaged.';

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host{all:initial;position:fixed;inset:0 0 auto;z-index:2147483647;font:14px/1.4 system-ui,sans-serif;color:#241a00;
  background:#ffd43b;border-bottom:2px solid #b08900;display:block}
div{display:flex;flex-wrap:wrap;align-items:center;gap:4px 16px;padding:8px 16px}
p{flex:1 1 20em;margin:0}
b{text-transform:uppercase;letter-spacing:.06em}
select,button{font:inherit;color:inherit;background:#fff8db;border:1px solid #6b5400;border-radius:6px;padding:4px 10px}
:focus-visible{outline:2px solid #241a00;outline-offset:2px}
`);

/** @param options as the widget's own, and `preview`: the token of a link, perhaps `~` and what to pretend of the team */
export const start = (options) => new Preview(options);

class Preview {
  #options;
  #name;
  #token;
  #look;
  #widget;
  #saved = true;
  #until = '';
  #over = false;
  #host = h('parley-preview', { role: 'region', 'aria-label': 'Chat preview' });
  #says = h('p', { role: 'status' });
  #looks;

  constructor(options) {
    this.#options = options;
    this.#name = `parley.${options.portal}.preview`;
    [this.#token, this.#look = ''] = options.preview.split('~');
    this.#bar();
    this.#say('Loading the draft…');
    this.#show(options.open);
  }

  open() { this.#widget.open(false); }
  close() { this.#widget.close(); }
  refresh(options) { this.#widget.refresh(options); }
  clear() { this.#widget.clear(); }

  remove() {
    this.#widget.remove();
    this.#host.remove();
  }

  #show(open) {
    const { settings } = this.#options;
    this.#widget = startWidget({
      ...this.#options,
      open,
      settings: { ...settings, identificationEmail: undefined, identificationToken: undefined },
      emit: () => {},
      keep: new Keep(this.#options.portal, () => { throw new Error('kept in memory'); }),
      greeting: { preview: { token: this.#token, as: this.#look || undefined } },
      heard: (frame) => this.#heard(frame),
      why: 'This is a preview: nobody gets it.',
    });
  }

  #heard(frame) {
    if (frame.type === 'ready') this.#ready(frame);
    if (frame.type === 'decision') this.#decided(frame);
    if (frame.type === 'error' && frame.code === 'preview_ended')
      this.#end(ENDED[frame.message?.replace('preview: ', '')] ?? BAD);
  }

  #ready({ preview, decision }) {
    if (!preview) return this.#end('This gateway cannot show previews.');
    this.#saved = preview.saved;
    this.#until = new Date(preview.until).toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' });
    this.#decided(decision);
  }

  #decided({ chatflow }) {
    if (this.#over) return;
    const what = chatflow ? `“${chatflow.name}”` : 'Visitors see nothing now: the team is not there, and the chat hides.';
    const which = this.#saved ? '' : ' An edit that is not saved.';
    this.#say(`${what}${which} Only you see this, until ${this.#until}. Nothing is kept or sent.`);
  }

  /** What is left is the bar, and the way back. */
  #end(why) {
    this.#over = true;
    this.#looks.hidden = true;
    this.#forget();
    this.#say(`${why} Make a new one where you edit chatflows.`);
    setTimeout(() => this.#widget.remove());
  }

  #bar() {
    const root = this.#host.attachShadow({ mode: 'closed' });
    root.adoptedStyleSheets = [sheet];
    const choices = Object.entries(LOOKS).map(([value, text]) => h('option', { value, selected: value === this.#look }, text));
    this.#looks = h('select', { 'aria-label': 'Team', onchange: () => this.#lookAt(this.#looks.value) }, ...choices);
    root.append(h('div', {}, this.#says, this.#looks, h('button', { onclick: () => this.#leave() }, 'End preview')));
    document.body.append(this.#host);
  }

  #say(text) {
    this.#says.replaceChildren(h('b', {}, 'Preview'), ' ', text);
  }

  #lookAt(look) {
    this.#look = look;
    try {
      sessionStorage.setItem(this.#name, look ? `${this.#token}~${look}` : this.#token);
    } catch {
      // blocked: for this page alone
    }
    this.#widget.remove();
    this.#show(false);
  }

  /** The page as any visitor has it. */
  #leave() {
    this.#forget();
    window.Parley.widget.remove();
    window.Parley.widget.load();
  }

  #forget() {
    try {
      sessionStorage.removeItem(this.#name);
    } catch {
      // blocked: nothing is there
    }
  }
}
