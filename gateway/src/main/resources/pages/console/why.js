// "Why?": asks the gateway which chatflow a page view gets, and shows its reasons.

import { h } from '../widget/dom.js';

const DEVICES = ['desktop', 'mobile', 'tablet'];

export class Why {
  #ask;
  #preview;
  #page = '';
  #box;
  #answer = h('div.answer', { 'aria-live': 'polite' });

  /**
   * @param ask takes a question, promises the explanation or null
   * @param preview takes a chatflow's id and a page, promises a link that shows it there or null
   */
  constructor(root, ask, preview) {
    this.#ask = ask;
    this.#preview = preview;
    const page = h('input', { id: 'why-page', type: 'url', required: true, placeholder: 'https://shop.example/pricing' });
    const country = h('input', { id: 'why-country', maxlength: 2, placeholder: 'not known' });
    const device = h('select', { id: 'why-device' }, ...DEVICES.map((it) => h('option', { value: it }, it)));
    const known = h('input', { id: 'why-known', type: 'checkbox' });
    const form = h('form', {},
      h('h2', { id: 'why-title' }, 'Why is the widget (not) showing?'),
      h('label', { for: 'why-page' }, 'Address of the page'), page,
      h('label', { for: 'why-device' }, 'Device'), device,
      h('label', { for: 'why-country' }, 'Country, two letters'), country,
      h('label', { for: 'why-known' }, known, ' A known contact'),
      h('p.acts', {}, h('button.solid', {}, 'Explain'), h('button.plain', { type: 'button', onclick: () => this.#box.close() }, 'Close')));
    form.addEventListener('submit', (e) => {
      e.preventDefault();
      const visitor = { device: device.value, contact: known.checked };
      if (country.value.trim()) visitor.country = country.value.trim();
      this.#explain({ page: page.value.trim(), visitor });
    });
    this.#box = h('dialog.why', { 'aria-labelledby': 'why-title' }, form, this.#answer);
    root.append(this.#box);
  }

  open() {
    this.#answer.replaceChildren();
    this.#box.showModal();
  }

  async #explain(question) {
    this.#answer.replaceChildren(h('p', {}, 'Asking…'));
    this.#page = question.page;
    const it = await this.#ask(question);
    this.#answer.replaceChildren(...(it ? this.#explained(it) : [h('p.problem', { role: 'alert' }, 'The gateway gave no answer. Is the address complete?')]));
  }

  #explained({ shown, because, steps, candidates }) {
    return [
      h(shown ? 'p.because.shown' : 'p.because', {}, because),
      h('ol.steps', {}, ...steps.map((it) =>
        h(it.passes ? 'li' : 'li.fails', {}, h('b', {}, it.passes ? 'ok' : 'no'), ` ${it.step}: ${it.says}`))),
      ...candidates.map((it) => h('details', {},
        h('summary', {}, `${it.position}. ${it.name}: ${it.result.replace('_', ' ')}`),
        h('p', {}, it.because),
        h('p.acts', {}, h('button.plain', { onclick: (e) => this.#show(it.chatflow, e.target) }, 'Preview it on this page')),
        h('ul', {}, ...this.#rules(it).map((text) => h('li', {}, text))))),
    ];
  }

  /** In a tab of its own, as its editor alone sees it. */
  async #show(chatflow, button) {
    const made = await this.#preview(chatflow, this.#page);
    if (made) open(made.link, '_blank', 'noopener');
    else button.replaceWith('There is no preview: it takes the permission to edit chatflows, and a page of the portal.');
  }

  #rules({ rules, availability }) {
    const told = (section) => (it) => `${section}: ${it.says} is ${it.truth} (${it.found ?? 'not known'})`;
    return [
      ...rules.include.map(told('include')),
      ...rules.exclude.map(told('exclude')),
      ...rules.groups.flatMap((it, i) => it.rules.map(told(`visitor group ${i + 1}`))),
      ...rules.excludeGroups.flatMap((it, i) => it.rules.map(told(`excluded group ${i + 1}`))),
      ...(availability?.facts ?? []).map((it) => `${it.what}: ${it.why}`),
    ];
  }
}
