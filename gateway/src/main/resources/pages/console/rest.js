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

  get #base() {
    return `/api/v1/portals/${this.#portal}`;
  }

  async #get(path) {
    const answer = await fetch(path, { headers: { authorization: `Bearer ${this.#token}` } });
    return answer.ok ? answer.json() : null;
  }
}
