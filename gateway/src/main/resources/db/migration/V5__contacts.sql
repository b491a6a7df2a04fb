-- Contacts and what is known of visitors: identity, consents, subscriptions; and what admins write
-- for them: lists, subscription types, surveys, articles, snippets. Counters per chatflow.
--
-- Locks are taken contact -> visitor -> conversation -> agent, each sorted by id.

-- Contacts ----------------------------------------------------------------------------------------

ALTER TABLE contact
    ADD COLUMN owner uuid,                              -- the agent who looks after the contact
    ADD COLUMN version bigint NOT NULL DEFAULT 1,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
    ADD FOREIGN KEY (portal, owner) REFERENCES agent (portal, id) ON DELETE SET NULL (owner);

CREATE INDEX contact_of_owner ON contact (portal, owner) WHERE owner IS NOT NULL;
CREATE INDEX contact_by_time ON contact (portal, created_at, id);

-- A visitor is bound to a contact by a token of the customer's server (verified), or because the
-- visitor left an address that nobody had (not verified). An address that somebody else has is a
-- claim: it binds nothing and opens nothing.
ALTER TABLE visitor
    ADD COLUMN verified boolean NOT NULL DEFAULT false,
    ADD COLUMN claimed_email text,
    ADD CHECK (contact IS NOT NULL OR NOT verified);

CREATE INDEX visitor_of_contact ON visitor (portal, contact, created_at, id)
    WHERE contact IS NOT NULL;

CREATE TABLE contact_list (
    portal          uuid NOT NULL REFERENCES portal (id),
    id              uuid NOT NULL,
    name            text NOT NULL,                      -- what targeting rules call it
    version         bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (portal, id),
    UNIQUE (portal, name)
);

CREATE TABLE contact_list_member (
    portal          uuid NOT NULL,
    list            uuid NOT NULL,
    contact         uuid NOT NULL,
    PRIMARY KEY (portal, list, contact),
    FOREIGN KEY (portal, list) REFERENCES contact_list (portal, id) ON DELETE CASCADE,
    FOREIGN KEY (portal, contact) REFERENCES contact (portal, id) ON DELETE CASCADE
);

CREATE INDEX contact_list_of_contact ON contact_list_member (portal, contact);

-- An import of contacts and how far it is; kept for who asks later.
CREATE TABLE contact_import (
    portal          uuid NOT NULL REFERENCES portal (id),
    id              uuid NOT NULL,
    state           text NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    rows            bigint NOT NULL DEFAULT 0,
    created         bigint NOT NULL DEFAULT 0,
    updated         bigint NOT NULL DEFAULT 0,
    refused         bigint NOT NULL DEFAULT 0,
    problems        jsonb NOT NULL DEFAULT '[]',        -- the first of them
    started_at      timestamptz NOT NULL DEFAULT now(),
    changed_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (portal, id)
);

-- Identity ----------------------------------------------------------------------------------------

-- Secrets that the customer's servers sign identification tokens with; the newest mints ours.
CREATE TABLE identity_key (
    portal          uuid NOT NULL REFERENCES portal (id),
    id              uuid NOT NULL,
    secret          bytea NOT NULL CHECK (octet_length(secret) >= 32),
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (portal, id)
);

-- What a portal asks of visitors as a whole.
CREATE TABLE visitor_settings (
    portal          uuid PRIMARY KEY REFERENCES portal (id),
    identity_required boolean NOT NULL DEFAULT false,
    meeting_hosts   text[] NOT NULL DEFAULT '{}',       -- links there vanish under an alias (D5)
    version         bigint NOT NULL DEFAULT 1
);

-- Consent -----------------------------------------------------------------------------------------

-- Every text that somebody answered, for proof (O10).
CREATE TABLE consent_text (
    portal          uuid NOT NULL REFERENCES portal (id),
    kind            text NOT NULL CHECK (kind IN ('cookie', 'process', 'communication')),
    version         text NOT NULL,
    body            text NOT NULL,
    PRIMARY KEY (portal, kind, version)
);

CREATE TABLE consent_record (
    portal          uuid NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    visitor         uuid NOT NULL,
    conversation    uuid,                               -- null: before there was one
    kind            text NOT NULL,
    basis           text NOT NULL CHECK (basis IN ('consent', 'legitimate_interest')),
    version         text NOT NULL,
    answer          boolean NOT NULL,
    origin          text NOT NULL,
    at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (portal, id),
    FOREIGN KEY (portal, visitor) REFERENCES visitor (portal, id),
    FOREIGN KEY (portal, conversation) REFERENCES conversation (portal, id),
    FOREIGN KEY (portal, kind, version) REFERENCES consent_text (portal, kind, version)
);

CREATE INDEX consent_of_visitor ON consent_record (portal, visitor, kind, id);

CREATE TABLE subscription_type (
    portal          uuid NOT NULL REFERENCES portal (id),
    id              uuid NOT NULL,
    name            text NOT NULL,
    archived        boolean NOT NULL DEFAULT false,
    version         bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (portal, id)
);

-- The legal basis to write is an address's, not a contact's.
CREATE TABLE subscription (
    portal          uuid NOT NULL,
    email           text NOT NULL,
    type            uuid NOT NULL,
    consent_version text NOT NULL,
    since           timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (portal, email, type),
    FOREIGN KEY (portal, type) REFERENCES subscription_type (portal, id)
);

-- Ticked before an address is known (PRV-09): becomes a subscription with the address, or goes when
-- the conversation closes.
CREATE TABLE enrolment (
    portal          uuid NOT NULL,
    visitor         uuid NOT NULL,
    type            uuid NOT NULL,
    consent_version text NOT NULL,
    PRIMARY KEY (portal, visitor, type),
    FOREIGN KEY (portal, visitor) REFERENCES visitor (portal, id),
    FOREIGN KEY (portal, type) REFERENCES subscription_type (portal, id)
);

CREATE FUNCTION drop_enrolments()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    DELETE FROM enrolment e WHERE e.portal = NEW.portal AND e.visitor = NEW.visitor;
    RETURN NULL;
END
$$;

-- An append does not name the status, so it does not come here.
CREATE TRIGGER drop_enrolments AFTER UPDATE OF status ON conversation
    FOR EACH ROW WHEN (OLD.status = 'open' AND NEW.status = 'closed')
    EXECUTE FUNCTION drop_enrolments();

-- Alias -------------------------------------------------------------------------------------------

-- The brand that stands in for agents, as it was when the conversation began (D4, HDR-11): a
-- conversation keeps the options it began with (E3).
ALTER TABLE conversation ADD COLUMN alias jsonb;

CREATE FUNCTION keep_alias()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    SELECT jsonb_strip_nulls(jsonb_build_object('name', h->'name', 'image', h->'image'))
    INTO NEW.alias
    FROM (
        SELECT f.definition #> '{display,heading}' AS h FROM chatflow f
        WHERE f.portal = NEW.portal AND f.id = NEW.chatflow
    ) heading
    WHERE h->>'kind' = 'branding' AND (h->>'alias')::boolean;
    RETURN NEW;
END
$$;

CREATE TRIGGER keep_alias BEFORE INSERT ON conversation
    FOR EACH ROW WHEN (NEW.chatflow IS NOT NULL)
    EXECUTE FUNCTION keep_alias();

-- Surveys, articles, snippets ---------------------------------------------------------------------

CREATE TABLE survey (
    portal          uuid NOT NULL REFERENCES portal (id),
    id              uuid NOT NULL,
    name            text NOT NULL,
    delivery        text NOT NULL CHECK (delivery IN ('chat', 'email', 'page')),
    after_inactivity boolean NOT NULL DEFAULT false,    -- also when nobody closed it (SRV-04)
    questions       jsonb NOT NULL,
    version         bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (portal, id)
);

-- At most one answer a close (SRV-03).
CREATE TABLE survey_answer (
    portal          uuid NOT NULL,
    conversation    uuid NOT NULL,
    closed_seq      bigint NOT NULL,
    survey          uuid NOT NULL,
    answers         jsonb NOT NULL,
    at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (portal, conversation, closed_seq),
    FOREIGN KEY (portal, conversation) REFERENCES conversation (portal, id),
    FOREIGN KEY (portal, survey) REFERENCES survey (portal, id)
);

CREATE INDEX survey_answer_of_survey ON survey_answer (portal, survey, at);

CREATE TABLE article (
    portal          uuid NOT NULL REFERENCES portal (id),
    id              uuid NOT NULL,
    title           text NOT NULL,
    body            text NOT NULL,
    url             text NOT NULL,
    language        text NOT NULL,                      -- primary tag, as in "de"
    words           regconfig NOT NULL,                 -- how that language is searched
    published       boolean NOT NULL DEFAULT false,
    version         bigint NOT NULL DEFAULT 1,
    updated_at      timestamptz NOT NULL DEFAULT now(),
    search          tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector(words, title), 'A') || setweight(to_tsvector(words, body), 'B')
    ) STORED,
    PRIMARY KEY (portal, id)
);

CREATE INDEX article_search ON article USING gin (search);
CREATE INDEX article_published ON article (portal, language) WHERE published;

CREATE TABLE snippet (
    portal          uuid NOT NULL REFERENCES portal (id),
    id              uuid NOT NULL,
    shortcut        text NOT NULL,                      -- what an agent types for it
    body            text NOT NULL,
    version         bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (portal, id),
    UNIQUE (portal, shortcut)
);

-- Counters ----------------------------------------------------------------------------------------

-- What a node counted in a minute: absolute figures, so that writing them twice is harmless.
CREATE TABLE chatflow_count (
    portal          uuid NOT NULL REFERENCES portal (id),
    chatflow        uuid NOT NULL,                      -- may be deleted meanwhile
    minute          timestamptz NOT NULL,
    node            uuid NOT NULL,
    shown           bigint NOT NULL,
    opened          bigint NOT NULL,
    started         bigint NOT NULL,
    searched        bigint NOT NULL,
    refused         bigint NOT NULL,
    PRIMARY KEY (portal, chatflow, minute, node)
);

CREATE FUNCTION write_counts(
    p_node uuid, p_portals uuid[], p_chatflows uuid[], p_minutes timestamptz[], p_shown bigint[],
    p_opened bigint[], p_started bigint[], p_searched bigint[], p_refused bigint[])
RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
    INSERT INTO chatflow_count AS c
        (portal, chatflow, minute, node, shown, opened, started, searched, refused)
    SELECT n.portal, n.chatflow, n.minute, p_node, n.shown, n.opened, n.started, n.searched,
           n.refused
    FROM unnest(p_portals, p_chatflows, p_minutes, p_shown, p_opened, p_started, p_searched,
                p_refused)
        AS n(portal, chatflow, minute, shown, opened, started, searched, refused)
    WHERE EXISTS (SELECT FROM portal p WHERE p.id = n.portal)
    ON CONFLICT (portal, chatflow, minute, node) DO UPDATE
    SET shown = greatest(c.shown, excluded.shown),
        opened = greatest(c.opened, excluded.opened),
        started = greatest(c.started, excluded.started),
        searched = greatest(c.searched, excluded.searched),
        refused = greatest(c.refused, excluded.refused)
$$;

-- First replies of the last days, for the typical reply time; and what conversations became.
CREATE INDEX conversation_by_time ON conversation (portal, created_at);

CREATE FUNCTION first_replies(p_portal uuid, p_since timestamptz, p_limit integer)
RETURNS TABLE (inbox uuid, asked_at timestamptz, answered_at timestamptz)
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM set_config('parley.portal', p_portal::text, true);
    RETURN QUERY
    SELECT c.inbox, c.created_at, r.at
    FROM conversation c
    CROSS JOIN LATERAL (
        SELECT e.at FROM entry e
        WHERE e.portal = c.portal AND e.conversation = c.id AND e.stream = 'public'
          AND e.kind = 'message' AND e.actor_kind = 'agent'
        ORDER BY e.seq
        LIMIT 1
    ) r
    WHERE c.portal = p_portal AND c.created_at >= p_since
    ORDER BY c.created_at DESC
    LIMIT p_limit;
END
$$;

-- What a visitor does -----------------------------------------------------------------------------

-- All that is known of a visitor, in one row; none if the visitor left nothing.
CREATE FUNCTION visitor_standing(p_portal uuid, p_visitor uuid)
RETURNS TABLE (
    contact uuid, email text, name text, owner uuid, properties text, verified boolean,
    claimed_email text, lists text[], agreed text, subscriptions uuid[])
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM set_config('parley.portal', p_portal::text, true);
    RETURN QUERY
    SELECT c.id, c.email, c.name, c.owner, coalesce(c.properties::text, '{}'), v.verified,
           v.claimed_email,
           array(SELECT l.name FROM contact_list_member m
                 JOIN contact_list l ON l.portal = m.portal AND l.id = m.list
                 WHERE m.portal = p_portal AND m.contact = c.id ORDER BY l.name),
           (SELECT CASE WHEN r.answer THEN r.version END FROM consent_record r
            WHERE r.portal = p_portal AND r.visitor = v.id AND r.kind = 'process'
            ORDER BY r.id DESC LIMIT 1),
           array(SELECT s.type FROM subscription s
                 WHERE s.portal = p_portal AND s.email = coalesce(c.email, v.claimed_email)
                 UNION
                 SELECT e.type FROM enrolment e
                 WHERE e.portal = p_portal AND e.visitor = v.id)
    FROM visitor v
    LEFT JOIN contact c ON c.portal = v.portal AND c.id = v.contact
    WHERE v.portal = p_portal AND v.id = p_visitor;
END
$$;

-- The visitor's open conversation, its row locked; null if there is none. The caller has locked the
-- visitor.
CREATE FUNCTION lock_open_conversation(p_portal uuid, p_visitor uuid)
RETURNS uuid
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT c.id FROM conversation c
    WHERE c.portal = p_portal AND c.visitor = p_visitor AND c.status = 'open'
    ORDER BY c.created_at DESC
    LIMIT 1
    FOR NO KEY UPDATE
$$;

-- What was told of a conversation: `change`, and which one it was.
CREATE TYPE told AS (
    conversation uuid, inbox uuid, seq bigint, id uuid, kind text, actor_kind text, actor uuid,
    data text, at timestamptz);

CREATE FUNCTION tell_fact(
    p_portal uuid, p_conversation uuid, p_kind text, p_visitor uuid, p_data jsonb)
RETURNS told
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT ROW(p_conversation, f.inbox, f.seq, f.id, f.kind, f.actor_kind, f.actor, f.data,
               f.at)::told
    FROM append_fact(p_portal, p_conversation, p_kind, 'visitor', p_visitor, p_data) f
$$;

-- Ticked boxes become subscriptions of an address.
CREATE FUNCTION enrol(p_portal uuid, p_visitor uuid, p_email text)
RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
    WITH ticked AS (
        DELETE FROM enrolment e WHERE e.portal = p_portal AND e.visitor = p_visitor
        RETURNING e.type, e.consent_version
    )
    INSERT INTO subscription (portal, email, type, consent_version)
    SELECT p_portal, p_email, t.type, t.consent_version FROM ticked t
    ON CONFLICT DO NOTHING
$$;

-- An answer to a consent (H12), and what follows from it. Answers the entry of the open
-- conversation; no row if there is none.
CREATE FUNCTION record_consent(
    p_portal uuid, p_visitor uuid, p_kind text, p_version text, p_text text, p_answer boolean,
    p_type uuid, p_origin text)
RETURNS SETOF told
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    v visitor;
    v_email text;
    conversation_id uuid;
BEGIN
    INSERT INTO visitor (portal, id) VALUES (p_portal, p_visitor) ON CONFLICT DO NOTHING;
    SELECT * INTO v FROM visitor
    WHERE portal = p_portal AND id = p_visitor
    FOR NO KEY UPDATE;
    conversation_id := lock_open_conversation(p_portal, p_visitor);
    INSERT INTO consent_text (portal, kind, version, body)
    VALUES (p_portal, p_kind, p_version, p_text) ON CONFLICT DO NOTHING;
    INSERT INTO consent_record (portal, visitor, conversation, kind, basis, version, answer, origin)
    VALUES (p_portal, p_visitor, conversation_id, p_kind, 'consent', p_version, p_answer, p_origin);
    IF p_type IS NOT NULL THEN
        DELETE FROM enrolment e
        WHERE e.portal = p_portal AND e.visitor = p_visitor AND e.type = p_type;
        IF p_answer THEN
            INSERT INTO enrolment (portal, visitor, type, consent_version)
            VALUES (p_portal, p_visitor, p_type, p_version);
            SELECT coalesce(c.email, v.claimed_email) INTO v_email
            FROM visitor x LEFT JOIN contact c ON c.portal = x.portal AND c.id = x.contact
            WHERE x.portal = p_portal AND x.id = p_visitor;
            IF v_email IS NOT NULL THEN
                PERFORM enrol(p_portal, p_visitor, v_email);
            END IF;
        END IF;
    END IF;
    IF conversation_id IS NOT NULL THEN
        RETURN NEXT tell_fact(
            p_portal, conversation_id, 'consent', p_visitor,
            jsonb_build_object(
                'kind', p_kind, 'version', p_version, 'answer', p_answer::text));
    END IF;
END
$$;

-- A message that begins a conversation under a legitimate interest: the record is of the same
-- transaction (O9, PRV-04). As start_conversation else.
CREATE FUNCTION start_conversation_under(
    p_portal uuid, p_inbox uuid, p_visitor uuid, p_chatflow uuid, p_page text, p_cmid uuid,
    p_body text, p_fresh boolean, p_version text, p_text text, p_origin text)
RETURNS TABLE (
    conversation uuid, outcome text, seq bigint, id uuid, at timestamptz, inbox uuid,
    unassigned boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    started record;
BEGIN
    FOR started IN
        SELECT * FROM start_conversation(
            p_portal, p_inbox, p_visitor, p_chatflow, p_page, p_cmid, p_body, p_fresh)
    LOOP
        IF started.outcome = 'stored' AND NOT EXISTS (
            SELECT FROM consent_record r
            WHERE r.portal = p_portal AND r.visitor = p_visitor AND r.kind = 'process'
              AND r.version = p_version AND r.conversation = started.conversation) THEN
            INSERT INTO consent_text (portal, kind, version, body)
            VALUES (p_portal, 'process', p_version, p_text) ON CONFLICT DO NOTHING;
            INSERT INTO consent_record
                (portal, visitor, conversation, kind, basis, version, answer, origin)
            VALUES (p_portal, p_visitor, started.conversation, 'process', 'legitimate_interest',
                    p_version, true, p_origin);
        END IF;
        RETURN QUERY SELECT started.conversation, started.outcome, started.seq, started.id,
                            started.at, started.inbox, started.unassigned;
    END LOOP;
END
$$;

-- An address that a visitor left. It is never verified: a new one makes a contact of its own, one
-- that exists is only claimed (EML-05). A known contact stays what it is. Answers the entry of the
-- open conversation; no row if there is none, or nothing changed.
CREATE FUNCTION capture_email(p_portal uuid, p_visitor uuid, p_email text)
RETURNS SETOF told
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    v visitor;
    made uuid;
    conversation_id uuid;
BEGIN
    INSERT INTO contact (portal, email)
    SELECT p_portal, p_email
    WHERE NOT EXISTS (
        SELECT FROM visitor x
        WHERE x.portal = p_portal AND x.id = p_visitor AND x.contact IS NOT NULL)
    ON CONFLICT (portal, email) DO NOTHING
    RETURNING id INTO made;
    INSERT INTO visitor (portal, id) VALUES (p_portal, p_visitor) ON CONFLICT DO NOTHING;
    SELECT * INTO v FROM visitor
    WHERE portal = p_portal AND id = p_visitor
    FOR NO KEY UPDATE;
    IF v.contact IS NOT NULL OR v.claimed_email = p_email THEN
        RETURN;
    END IF;
    UPDATE visitor SET contact = made, claimed_email = p_email
    WHERE portal = p_portal AND id = p_visitor;
    PERFORM enrol(p_portal, p_visitor, p_email);
    conversation_id := lock_open_conversation(p_portal, p_visitor);
    IF conversation_id IS NOT NULL THEN
        RETURN NEXT tell_fact(
            p_portal, conversation_id, 'email', p_visitor,
            jsonb_build_object('email', p_email, 'verified', 'false'));
    END IF;
END
$$;

-- A visitor whom the customer's server vouches for (H14). The contact's first verified visitor is
-- who the person is from now on, on every device; what the browser began before moves there once,
-- with its sender keys, so that a message sent again is still found (IDN-04, contract G2). A browser
-- that is somebody else's already brings nothing (IDN-05).
--
-- The first row names the visitor; the others are what was told in conversations that gained a
-- contact.
CREATE FUNCTION identify_visitor(
    p_portal uuid, p_visitor uuid, p_email text, p_first text, p_last text)
RETURNS SETOF told
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    c contact;
    browser visitor;
    person uuid;
    moved uuid[] := '{}';
    one uuid;
    fresh boolean;
BEGIN
    INSERT INTO contact (portal, email) VALUES (p_portal, p_email)
    ON CONFLICT (portal, email) DO NOTHING;
    SELECT * INTO c FROM contact WHERE portal = p_portal AND email = p_email FOR NO KEY UPDATE;
    UPDATE contact
    SET name = coalesce(nullif(name, ''), nullif(concat_ws(' ', p_first, p_last), '')),
        properties = jsonb_strip_nulls(
            jsonb_build_object('firstname', p_first, 'lastname', p_last)) || properties,
        version = version + 1, updated_at = clock_timestamp()
    WHERE portal = p_portal AND id = c.id
      AND (p_first IS NOT NULL AND NOT properties ? 'firstname'
           OR p_last IS NOT NULL AND NOT properties ? 'lastname');

    SELECT v.id INTO person FROM visitor v
    WHERE v.portal = p_portal AND v.contact = c.id AND v.verified
    ORDER BY v.created_at, v.id
    LIMIT 1;
    PERFORM 1 FROM visitor v
    WHERE v.portal = p_portal AND v.id IN (p_visitor, person)
    ORDER BY v.id
    FOR NO KEY UPDATE;
    SELECT * INTO browser FROM visitor WHERE portal = p_portal AND id = p_visitor;

    IF browser.verified AND browser.contact <> c.id THEN
        IF person IS NULL THEN
            person := gen_random_uuid();
            INSERT INTO visitor (portal, id, contact, verified)
            VALUES (p_portal, person, c.id, true);
        END IF;
    ELSIF person IS NULL THEN
        person := p_visitor;
        fresh := true;
        INSERT INTO visitor AS v (portal, id, contact, verified)
        VALUES (p_portal, p_visitor, c.id, true)
        ON CONFLICT (portal, id) DO UPDATE SET contact = c.id, verified = true;
    ELSIF person <> p_visitor AND browser.id IS NOT NULL THEN
        SELECT coalesce(array_agg(m.id), '{}') INTO moved
        FROM (
            SELECT x.id FROM conversation x
            WHERE x.portal = p_portal AND x.visitor = p_visitor
            ORDER BY x.id
            FOR NO KEY UPDATE
        ) m;
        UPDATE conversation SET visitor = person WHERE portal = p_portal AND id = ANY (moved);
        UPDATE entry SET actor = person
        WHERE portal = p_portal AND conversation = ANY (moved) AND actor_kind = 'visitor';
        UPDATE conversation_start SET visitor = person
        WHERE portal = p_portal AND visitor = p_visitor;
        UPDATE participant_cursor SET participant = 'v:' || person
        WHERE portal = p_portal AND conversation = ANY (moved)
          AND participant = 'v:' || p_visitor;
        UPDATE consent_record SET visitor = person
        WHERE portal = p_portal AND visitor = p_visitor;
    END IF;
    PERFORM enrol(p_portal, p_visitor, p_email);

    RETURN NEXT ROW(NULL, NULL, NULL, NULL, NULL, 'visitor', person, NULL, NULL)::told;
    FOR one IN
        SELECT x.id FROM conversation x
        WHERE x.portal = p_portal AND x.visitor = person AND x.status = 'open'
          AND (x.id = ANY (moved) OR fresh)
        ORDER BY x.id
        FOR NO KEY UPDATE
    LOOP
        RETURN NEXT tell_fact(
            p_portal, one, 'email', person,
            jsonb_build_object('email', p_email, 'verified', 'true'));
    END LOOP;
END
$$;

-- Whether this visitor's message is stored already: a gate must not refuse what stands.
CREATE FUNCTION sent_before(p_portal uuid, p_visitor uuid, p_cmid uuid, p_conversation uuid)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM set_config('parley.portal', p_portal::text, true);
    RETURN EXISTS (
            SELECT FROM conversation_start s
            WHERE s.portal = p_portal AND s.visitor = p_visitor AND s.cmid = p_cmid)
        OR EXISTS (
            SELECT FROM entry e
            WHERE e.portal = p_portal AND e.conversation = p_conversation
              AND e.actor_kind = 'visitor' AND e.actor = p_visitor AND e.cmid = p_cmid);
END
$$;

-- The close that a survey is still to be answered for: its seq, and whether an agent closed it. No
-- row if the conversation is open, or that close is answered (SRV-02, SRV-03).
CREATE FUNCTION survey_due(p_portal uuid, p_visitor uuid, p_conversation uuid)
RETURNS TABLE (closed_seq bigint, by_agent boolean)
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM set_config('parley.portal', p_portal::text, true);
    RETURN QUERY
    SELECT e.seq, e.actor_kind = 'agent'
    FROM conversation c
    CROSS JOIN LATERAL (
        SELECT x.seq, x.actor_kind FROM entry x
        WHERE x.portal = c.portal AND x.conversation = c.id AND x.stream = 'public'
          AND x.kind = 'closed'
        ORDER BY x.seq DESC
        LIMIT 1
    ) e
    WHERE c.portal = p_portal AND c.id = p_conversation AND c.visitor = p_visitor
      AND c.status = 'closed'
      AND NOT EXISTS (
          SELECT FROM survey_answer a
          WHERE a.portal = c.portal AND a.conversation = c.id AND a.closed_seq = e.seq);
END
$$;

-- Stores the answers to the survey of the last close, in the thread too. No row if none is due.
CREATE FUNCTION answer_survey(
    p_portal uuid, p_visitor uuid, p_conversation uuid, p_survey uuid, p_answers jsonb)
RETURNS SETOF told
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    due bigint;
BEGIN
    PERFORM 1 FROM conversation c
    WHERE c.portal = p_portal AND c.id = p_conversation AND c.visitor = p_visitor
    FOR NO KEY UPDATE;
    SELECT d.closed_seq INTO due FROM survey_due(p_portal, p_visitor, p_conversation) d;
    IF due IS NULL OR NOT EXISTS (
        SELECT FROM survey s WHERE s.portal = p_portal AND s.id = p_survey) THEN
        RETURN;
    END IF;
    INSERT INTO survey_answer (portal, conversation, closed_seq, survey, answers)
    VALUES (p_portal, p_conversation, due, p_survey, p_answers);
    RETURN NEXT tell_fact(p_portal, p_conversation, 'survey', p_visitor, p_answers);
END
$$;

-- Published articles that answer a question, best first: in the language, then in the other one.
CREATE FUNCTION search_articles(
    p_portal uuid, p_language text, p_words regconfig, p_fallback text,
    p_fallback_words regconfig, p_query text, p_limit integer)
RETURNS TABLE (title text, excerpt text, url text)
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM set_config('parley.portal', p_portal::text, true);
    RETURN QUERY
    WITH asked AS (
        SELECT p_language AS language, websearch_to_tsquery(p_words, p_query) AS query, 1 AS turn
        UNION ALL
        SELECT p_fallback, websearch_to_tsquery(p_fallback_words, p_query), 2
        WHERE p_fallback <> p_language
    ),
    found AS (
        SELECT a.title, a.body, a.url, a.words, q.query, q.turn,
               ts_rank_cd(a.search, q.query) AS rank, a.id
        FROM asked q
        JOIN article a ON a.language = q.language AND a.search @@ q.query
        WHERE a.portal = p_portal AND a.published
        ORDER BY q.turn, rank DESC, a.id
        LIMIT p_limit
    )
    SELECT f.title,
           ts_headline(f.words, f.body, f.query,
                       'StartSel="", StopSel="", MaxWords=30, MinWords=10, MaxFragments=1'),
           f.url
    FROM found f
    ORDER BY f.turn, f.rank DESC, f.id;
END
$$;

CREATE FUNCTION published_articles(p_portal uuid)
RETURNS integer
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM set_config('parley.portal', p_portal::text, true);
    RETURN (SELECT count(*) FROM article a WHERE a.portal = p_portal AND a.published);
END
$$;

-- Who owns the visitor's contact, for routing (B7, D9); null if there is none, or the owner is not
-- active any more. Verified or not: it decides who answers, not what may be seen.
CREATE OR REPLACE FUNCTION contact_owner(p_portal uuid, p_visitor uuid)
RETURNS uuid
LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT a.id
    FROM visitor v
    JOIN contact k ON k.portal = v.portal AND k.id = v.contact
    JOIN agent a ON a.portal = k.portal AND a.id = k.owner AND a.active
    WHERE v.portal = p_portal AND v.id = p_visitor
$$;

-- Isolation ---------------------------------------------------------------------------------------

SELECT isolate_by_portal(t)
FROM unnest(ARRAY[
    'contact_list', 'contact_list_member', 'contact_import', 'identity_key', 'visitor_settings',
    'consent_text', 'consent_record', 'subscription_type', 'subscription', 'enrolment', 'survey',
    'survey_answer', 'article', 'snippet', 'chatflow_count']::regclass[]) AS t;

-- What visitors did is written by the functions above and by nothing else.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE
    ON consent_text, consent_record, enrolment, survey_answer, chatflow_count FROM parley_app;
REVOKE EXECUTE
    ON FUNCTION tell_fact, enrol, lock_open_conversation, drop_enrolments, keep_alias
    FROM PUBLIC, parley_app;
GRANT EXECUTE
    ON FUNCTION write_counts, first_replies, visitor_standing, record_consent,
        start_conversation_under, capture_email, identify_visitor, sent_before, survey_due,
        answer_survey, search_articles, published_articles
    TO parley_app;
