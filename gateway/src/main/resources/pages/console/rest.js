// What the console asks over HTTP: what the socket does not tell.

export class Rest {
  #token;
  #portal;

  constructor(token) {
    this.#token = token;
  }

  /** Who the token is; null if it is not accepted. */
  async me() {
    const me = await this.#get('/api/v1/me');
    this.#portal = me?.portal;
    return me;
  }

  /** Colleagues, for names and for the assignment menu. */
  async agents() {
    return (await this.#get(`${this.#base}/agents`))?.agents ?? [];
  }

  /** The latest closed conversations of an inbox, as rows of its list. */
  async closed(inbox) {
    const answer = await this.#get(`${this.#base}/inboxes/${inbox}/threads?view=closed`);
    return (answer?.threads ?? []).map(({ id, ...thread }) => ({ ...thread, conv: id, inbox, unread: 0 }));
  }

  /** Which chatflow a page view gets, and why; null if the question cannot be answered. */
  async explain(question) {
    return this.#send(`${this.#base}/explain`, { method: 'POST', body: JSON.stringify(question) });
  }

  /** A link that shows a chatflow on a page as it is saved, published or not; null if it may not be. */
  async preview(chatflow, page) {
    return this.#send(`${this.#base}/chatflows/${chatflow}/preview`, { method: 'POST', body: JSON.stringify({ page }) });
  }

  get #base() {
    return `/api/v1/portals/${this.#portal}`;
  }

  #get(path) {
    return this.#send(path, {});
  }

  async #send(path, options) {
    const headers = { authorization: `Bearer ${this.#token}`, ...(options.body && { 'content-type': 'application/json' }) };
    const answer = await fetch(path, { ...options, headers });
    return answer.ok ? answer.json() : null;
  }
}
