-- Conversations and their log, presence, and the functions that alone may write them.
--
-- Two roles. The owner (whoever migrates) owns everything here. The gateway connects as parley_app:
-- it reads these tables one portal at a time, under row-level security, and writes the log only
-- through functions that run as the owner. Later migrations need no grants for plain tables: the
-- default privileges at the end give parley_app what it needs; a table that holds one portal's data
-- adds itself with SELECT isolate_by_portal('name').
--
-- Locks are taken visitor -> conversation -> agent, each sorted by id (contract, section 3 rule 4).

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'parley_app') THEN
        CREATE ROLE parley_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
END
$$;

-- The lineage of this database; a restore from backup sets a new one.
CREATE TABLE db_meta (
    one             boolean PRIMARY KEY DEFAULT true CHECK (one),
    epoch           uuid NOT NULL DEFAULT gen_random_uuid()
);

INSERT INTO db_meta DEFAULT VALUES;

CREATE TABLE contact (
    portal          uuid NOT NULL REFERENCES portal (id),
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    email           text,
    name            text,
    properties      jsonb NOT NULL DEFAULT '{}',
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (portal, id),
    UNIQUE (portal, email)
);

-- A browser identity; the row is made with its first message.
CREATE TABLE visitor (
    portal          uuid NOT NULL REFERENCES portal (id),
    id              uuid NOT NULL,
    token_version   integer NOT NULL DEFAULT 1,        -- raising it revokes every token
    contact         uuid,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (portal, id),
    FOREIGN KEY (portal, contact) REFERENCES contact (portal, id)
);

-- last_seq, last_at and preview change with every message: no index may contain them, so that the
-- update stays inside its page.
CREATE TABLE conversation (
    portal          uuid NOT NULL,
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    inbox           uuid NOT NULL,
    visitor         uuid NOT NULL,
    chatflow        uuid,
    status          text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
    assignee        uuid,
    waiting_since   timestamptz,                       -- null: waits for nobody
    closed_at       timestamptz,
    last_seq        bigint NOT NULL DEFAULT 0,
    last_internal_seq bigint NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL DEFAULT now(),
    last_at         timestamptz NOT NULL DEFAULT now(),
    preview         text NOT NULL DEFAULT '',
    page            text NOT NULL DEFAULT '',
    PRIMARY KEY (portal, id),
    FOREIGN KEY (portal, inbox) REFERENCES inbox (portal, id),
    FOREIGN KEY (portal, visitor) REFERENCES visitor (portal, id),
    FOREIGN KEY (portal, assignee) REFERENCES agent (portal, id),
    FOREIGN KEY (portal, chatflow) REFERENCES chatflow (portal, id) ON DELETE SET NULL (chatflow)
) WITH (fillfactor = 80);

CREATE UNIQUE INDEX conversation_by_id ON conversation (id);
CREATE INDEX conversation_of_visitor ON conversation (portal, visitor, created_at);
CREATE INDEX conversation_open ON conversation (portal, inbox, assignee) WHERE status = 'open';
CREATE INDEX conversation_closed ON conversation (portal, inbox, closed_at, id) WHERE status = 'closed';
CREATE INDEX conversation_waiting ON conversation (portal, inbox, waiting_since, id)
    WHERE waiting_since IS NOT NULL;

CREATE TABLE entry (
    portal          uuid NOT NULL,
    conversation    uuid NOT NULL,
    stream          text NOT NULL CHECK (stream IN ('public', 'internal')),
    seq             bigint NOT NULL CHECK (seq > 0),
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    kind            text NOT NULL,
    actor_kind      text NOT NULL CHECK (actor_kind IN ('visitor', 'agent', 'bot', 'system')),
    actor           uuid,                              -- null: the gateway itself
    cmid            uuid,                              -- null: no client sent it
    body            text NOT NULL DEFAULT '',
    data            jsonb NOT NULL DEFAULT '{}',
    at              timestamptz NOT NULL,
    PRIMARY KEY (portal, conversation, stream, seq),
    FOREIGN KEY (portal, conversation) REFERENCES conversation (portal, id),
    CHECK ((actor IS NULL) = (actor_kind = 'system'))
);

CREATE UNIQUE INDEX entry_cmid ON entry (portal, conversation, actor_kind, actor, cmid)
    WHERE cmid IS NOT NULL;

-- Which conversation a visitor's first send went to (contract, section 3 rule 5).
CREATE TABLE conversation_start (
    portal          uuid NOT NULL,
    visitor         uuid NOT NULL,
    cmid            uuid NOT NULL,
    conversation    uuid NOT NULL,
    PRIMARY KEY (portal, visitor, cmid),
    FOREIGN KEY (portal, visitor) REFERENCES visitor (portal, id),
    FOREIGN KEY (portal, conversation) REFERENCES conversation (portal, id)
);

CREATE TABLE participant_cursor (
    portal          uuid NOT NULL,
    conversation    uuid NOT NULL,
    stream          text NOT NULL CHECK (stream IN ('public', 'internal')),
    participant     text NOT NULL,                     -- 'v:<visitor>' or 'a:<agent>'
    delivered       bigint NOT NULL DEFAULT 0,
    read            bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (portal, conversation, stream, participant),
    FOREIGN KEY (portal, conversation) REFERENCES conversation (portal, id)
) WITH (fillfactor = 80);

-- A gateway process, alive while its lease runs.
CREATE TABLE node (
    id              uuid PRIMARY KEY,
    lease_until     timestamptz NOT NULL
);

-- An agent's sockets, written on connect and close only; they count while their node is alive.
CREATE TABLE agent_connection (
    portal          uuid NOT NULL,
    agent           uuid NOT NULL,
    node            uuid NOT NULL REFERENCES node (id) ON DELETE CASCADE,
    connection      uuid NOT NULL,
    since           timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (portal, agent, node, connection),
    FOREIGN KEY (portal, agent) REFERENCES agent (portal, id) ON DELETE CASCADE
);

CREATE INDEX agent_connection_of_node ON agent_connection (node);

-- Appending -------------------------------------------------------------------------------------

-- Appends a batch: item k is element k of every array. Answers one row an item:
--   stored        committed now, as seq
--   duplicate     stored before under the same key and with the same text, as seq
--   cmid_conflict the key is taken by another text
--   busy          another transaction holds the conversation's row: ask again
--   not_found     no such conversation for this sender
--   closed        a message into a closed conversation (a comment is stored there as anywhere)
--
-- Two statements, and it must be two: the second takes its snapshot while the locks of the first are
-- held, so it sees every duplicate that was committed before. One statement leaves holes. An insert
-- that conflicts is a bug and must fail: no ON CONFLICT here. The settings pin the plan to the
-- indexes, whatever the statistics said when it was made.
CREATE FUNCTION append_batch(
    portals uuid[], conversations uuid[], streams text[], actor_kinds text[], actors uuid[],
    cmids uuid[], bodies text[])
RETURNS TABLE (
    ord bigint, outcome text, seq bigint, id uuid, at timestamptz, inbox uuid, unassigned boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
    locked_portals uuid[];
    locked_ids uuid[];
    moment timestamptz;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append_batch: % (expected: read committed)',
            current_setting('transaction_isolation');
    END IF;

    SELECT array_agg(l.portal), array_agg(l.id) INTO locked_portals, locked_ids
    FROM (
        SELECT c.portal, c.id
        FROM conversation c
        WHERE (c.portal, c.id) IN (SELECT i.p, i.c FROM unnest(portals, conversations) AS i(p, c))
        ORDER BY c.portal, c.id
        FOR NO KEY UPDATE OF c SKIP LOCKED
    ) l;

    moment := clock_timestamp();

    RETURN QUERY
    WITH item AS MATERIALIZED (
        SELECT i.ord, i.portal, i.conversation, i.stream, i.actor_kind, i.actor, i.cmid, i.body,
               c.inbox, c.assignee, c.status, c.last_seq, c.last_internal_seq,
               c.id IS NOT NULL AND (i.actor_kind <> 'visitor' OR c.visitor = i.actor) AS found,
               l.id IS NOT NULL AS locked,
               e.seq AS old_seq, e.id AS old_id, e.at AS old_at,
               e.stream = i.stream AND e.body = i.body AS as_stored,
               first_value(i.ord) OVER same_key AS first_ord,
               first_value(i.stream) OVER same_key = i.stream
                   AND first_value(i.body) OVER same_key = i.body AS as_first
        FROM unnest(portals, conversations, streams, actor_kinds, actors, cmids, bodies)
                 WITH ORDINALITY AS i(portal, conversation, stream, actor_kind, actor, cmid, body, ord)
        LEFT JOIN conversation c ON c.portal = i.portal AND c.id = i.conversation
        LEFT JOIN unnest(locked_portals, locked_ids) AS l(portal, id)
            ON l.portal = c.portal AND l.id = c.id
        LEFT JOIN entry e
            ON e.portal = i.portal AND e.conversation = i.conversation
            AND e.actor_kind = i.actor_kind AND e.actor = i.actor AND e.cmid = i.cmid
        WINDOW same_key AS (
            PARTITION BY i.portal, i.conversation, i.actor_kind, i.actor, i.cmid ORDER BY i.ord)
    ),
    judged AS MATERIALIZED (
        SELECT item.*,
               CASE
                   WHEN NOT found THEN 'not_found'
                   WHEN NOT locked THEN 'busy'
                   WHEN old_seq IS NOT NULL AND as_stored THEN 'duplicate'
                   WHEN old_seq IS NOT NULL THEN 'cmid_conflict'
                   WHEN ord <> first_ord AND NOT as_first THEN 'cmid_conflict'
                   WHEN stream = 'public' AND status = 'closed' THEN 'closed'
                   WHEN ord <> first_ord THEN 'duplicate'
                   ELSE 'stored'
               END AS verdict
        FROM item
    ),
    fresh AS MATERIALIZED (
        SELECT j.*, gen_random_uuid() AS new_id,
               CASE stream WHEN 'public' THEN last_seq ELSE last_internal_seq END
                   + row_number() OVER (PARTITION BY portal, conversation, stream ORDER BY ord)
                   AS new_seq
        FROM judged j
        WHERE verdict = 'stored'
    ),
    inserted AS (
        INSERT INTO entry
            (portal, conversation, stream, seq, id, kind, actor_kind, actor, cmid, body, at)
        SELECT portal, conversation, stream, new_seq, new_id,
               CASE stream WHEN 'public' THEN 'message' ELSE 'comment' END,
               actor_kind, actor, cmid, body, moment
        FROM fresh
        ORDER BY ord
    ),
    bumped AS (
        UPDATE conversation c
        SET last_seq = coalesce(f.last_public, c.last_seq),
            last_internal_seq = coalesce(f.last_internal, c.last_internal_seq),
            last_at = moment,
            preview = coalesce(f.preview, c.preview)
        FROM (
            SELECT portal, conversation,
                   max(new_seq) FILTER (WHERE stream = 'public') AS last_public,
                   max(new_seq) FILTER (WHERE stream = 'internal') AS last_internal,
                   (array_agg(left(body, 120) ORDER BY ord DESC)
                       FILTER (WHERE stream = 'public'))[1] AS preview
            FROM fresh
            GROUP BY portal, conversation
        ) f
        WHERE c.portal = f.portal AND c.id = f.conversation
    )
    SELECT j.ord, j.verdict,
           coalesce(j.old_seq, f.new_seq), coalesce(j.old_id, f.new_id),
           coalesce(j.old_at, moment), j.inbox, j.assignee IS NULL
    FROM judged j
    LEFT JOIN fresh f ON f.ord = j.first_ord
    ORDER BY j.ord;
END
$$;

-- The same for conversations that stayed busy: waits for their rows, up to lock_timeout.
CREATE FUNCTION append_waiting(
    portals uuid[], conversations uuid[], streams text[], actor_kinds text[], actors uuid[],
    cmids uuid[], bodies text[])
RETURNS TABLE (
    ord bigint, outcome text, seq bigint, id uuid, at timestamptz, inbox uuid, unassigned boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
    PERFORM 1
    FROM conversation c
    WHERE (c.portal, c.id) IN (SELECT i.p, i.c FROM unnest(portals, conversations) AS i(p, c))
    ORDER BY c.portal, c.id
    FOR NO KEY UPDATE OF c;
    RETURN QUERY
    SELECT * FROM append_batch(
        portals, conversations, streams, actor_kinds, actors, cmids, bodies);
END
$$;

-- A visitor's message that names no conversation (contract, section 3 rule 5): the visitor's row is
-- the lock that makes two tabs meet in one conversation. Answers like append_batch, and which
-- conversation it was. No row: the inbox or the portal does not exist.
CREATE FUNCTION start_conversation(
    p_portal uuid, p_inbox uuid, p_visitor uuid, p_chatflow uuid, p_page text, p_cmid uuid,
    p_body text, p_fresh boolean)
RETURNS TABLE (
    conversation uuid, outcome text, seq bigint, id uuid, at timestamptz, inbox uuid,
    unassigned boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    chosen uuid;
BEGIN
    IF NOT EXISTS (SELECT FROM inbox i WHERE i.portal = p_portal AND i.id = p_inbox) THEN
        RETURN;
    END IF;
    INSERT INTO visitor (portal, id) VALUES (p_portal, p_visitor) ON CONFLICT DO NOTHING;
    PERFORM 1 FROM visitor v WHERE v.portal = p_portal AND v.id = p_visitor FOR NO KEY UPDATE;

    SELECT s.conversation INTO chosen FROM conversation_start s
    WHERE s.portal = p_portal AND s.visitor = p_visitor AND s.cmid = p_cmid;

    IF chosen IS NULL THEN
        IF NOT p_fresh THEN
            -- The lock makes it stay open until the message is in.
            SELECT c.id INTO chosen FROM conversation c
            WHERE c.portal = p_portal AND c.visitor = p_visitor AND c.status = 'open'
            ORDER BY c.created_at DESC
            LIMIT 1
            FOR NO KEY UPDATE;
        END IF;
        IF chosen IS NULL THEN
            INSERT INTO conversation (portal, inbox, visitor, chatflow, waiting_since, page)
            VALUES (
                p_portal, p_inbox, p_visitor,
                (SELECT f.id FROM chatflow f WHERE f.portal = p_portal AND f.id = p_chatflow),
                now(), p_page)
            RETURNING id INTO chosen;
        END IF;
        INSERT INTO conversation_start (portal, visitor, cmid, conversation)
        VALUES (p_portal, p_visitor, p_cmid, chosen);
    END IF;

    RETURN QUERY
    SELECT chosen, a.outcome, a.seq, a.id, a.at, a.inbox, a.unassigned
    FROM append_waiting(
        ARRAY[p_portal], ARRAY[chosen], ARRAY['public'], ARRAY['visitor'], ARRAY[p_visitor],
        ARRAY[p_cmid], ARRAY[p_body]) a;
END
$$;

-- Status and assignee ---------------------------------------------------------------------------

CREATE TYPE change AS (
    inbox uuid, seq bigint, id uuid, kind text, actor_kind text, actor uuid, data text,
    at timestamptz);

-- Appends what the gateway says of a conversation whose row the caller has locked.
CREATE FUNCTION append_fact(
    p_portal uuid, p_conversation uuid, p_kind text, p_actor_kind text, p_actor uuid, p_data jsonb)
RETURNS change
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
    WITH bumped AS (
        UPDATE conversation c SET last_seq = last_seq + 1, last_at = clock_timestamp()
        WHERE c.portal = p_portal AND c.id = p_conversation
        RETURNING c.inbox, c.last_seq, c.last_at
    ),
    inserted AS (
        INSERT INTO entry
            (portal, conversation, stream, seq, kind, actor_kind, actor, data, at)
        SELECT p_portal, p_conversation, 'public', last_seq, p_kind, p_actor_kind, p_actor, p_data,
               last_at
        FROM bumped
        RETURNING id, seq, at
    )
    SELECT ROW(b.inbox, i.seq, i.id, p_kind, p_actor_kind, p_actor, p_data::text, i.at)::change
    FROM bumped b, inserted i
$$;

-- agent.open counts the open conversations an agent has. The caller has locked the conversation;
-- agents are locked here, sorted.
CREATE FUNCTION hand_over(p_portal uuid, p_from uuid, p_to uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    PERFORM 1 FROM agent a
    WHERE a.portal = p_portal AND a.id IN (p_from, p_to)
    ORDER BY a.id
    FOR NO KEY UPDATE;
    UPDATE agent a SET open = a.open - 1 WHERE a.portal = p_portal AND a.id = p_from;
    UPDATE agent a SET open = a.open + 1, last_assigned_at = clock_timestamp()
    WHERE a.portal = p_portal AND a.id = p_to;
END
$$;

-- Each of these answers no row if there is no such conversation, one row without a seq if there was
-- nothing to change, else the entry it stored.

-- Assigns by hand, above a limit if need be; a null agent unassigns.
CREATE FUNCTION assign_conversation(
    p_portal uuid, p_conversation uuid, p_agent uuid, p_by uuid, p_reason text)
RETURNS SETOF change
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    c conversation;
BEGIN
    IF p_agent IS NOT NULL AND NOT EXISTS (
        SELECT FROM agent a WHERE a.portal = p_portal AND a.id = p_agent AND a.active) THEN
        RETURN;
    END IF;
    SELECT * INTO c FROM conversation
    WHERE portal = p_portal AND id = p_conversation
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF c.assignee IS NOT DISTINCT FROM p_agent THEN
        RETURN NEXT ROW(c.inbox, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::change;
        RETURN;
    END IF;
    IF c.status = 'open' THEN
        PERFORM hand_over(p_portal, c.assignee, p_agent);
    END IF;
    UPDATE conversation
    SET assignee = p_agent,
        waiting_since =
            CASE WHEN p_agent IS NULL AND status = 'open' THEN clock_timestamp() END
    WHERE portal = p_portal AND id = p_conversation;
    RETURN NEXT append_fact(
        p_portal, p_conversation,
        CASE WHEN p_agent IS NULL THEN 'unassigned' ELSE 'assigned' END,
        CASE WHEN p_by IS NULL THEN 'system' ELSE 'agent' END, p_by,
        jsonb_strip_nulls(jsonb_build_object('agent', p_agent, 'reason', p_reason)));
END
$$;

-- "Reply = take": the first of two agents who answer at once gets it (CAP-25, CAP-26).
CREATE FUNCTION take_conversation(p_portal uuid, p_conversation uuid, p_agent uuid)
RETURNS SETOF change
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    c conversation;
BEGIN
    SELECT * INTO c FROM conversation
    WHERE portal = p_portal AND id = p_conversation
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF c.assignee IS NOT NULL OR c.status <> 'open' THEN
        RETURN NEXT ROW(c.inbox, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::change;
        RETURN;
    END IF;
    RETURN QUERY
    SELECT * FROM assign_conversation(p_portal, p_conversation, p_agent, p_agent, 'reply');
END
$$;

-- Closes. Who had it is remembered, but it no longer counts for that agent.
CREATE FUNCTION close_conversation(p_portal uuid, p_conversation uuid, p_by uuid, p_reason text)
RETURNS SETOF change
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    c conversation;
BEGIN
    SELECT * INTO c FROM conversation
    WHERE portal = p_portal AND id = p_conversation
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF c.status = 'closed' THEN
        RETURN NEXT ROW(c.inbox, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::change;
        RETURN;
    END IF;
    PERFORM hand_over(p_portal, c.assignee, NULL);
    UPDATE conversation
    SET status = 'closed', closed_at = clock_timestamp(), waiting_since = NULL
    WHERE portal = p_portal AND id = p_conversation;
    RETURN NEXT append_fact(
        p_portal, p_conversation, 'closed',
        CASE WHEN p_by IS NULL THEN 'system' ELSE 'agent' END, p_by,
        jsonb_build_object('reason', p_reason));
END
$$;

-- Opens again, for whoever had it. A visitor opens only what is the visitor's.
CREATE FUNCTION reopen_conversation(
    p_portal uuid, p_conversation uuid, p_actor_kind text, p_actor uuid)
RETURNS SETOF change
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    c conversation;
BEGIN
    SELECT * INTO c FROM conversation
    WHERE portal = p_portal AND id = p_conversation
    FOR NO KEY UPDATE;
    IF NOT FOUND OR (p_actor_kind = 'visitor' AND c.visitor <> p_actor) THEN
        RETURN;
    END IF;
    IF c.status = 'open' THEN
        RETURN NEXT ROW(c.inbox, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::change;
        RETURN;
    END IF;
    PERFORM hand_over(p_portal, NULL, c.assignee);
    UPDATE conversation
    SET status = 'open', closed_at = NULL,
        waiting_since = CASE WHEN assignee IS NULL THEN clock_timestamp() END
    WHERE portal = p_portal AND id = p_conversation;
    RETURN NEXT append_fact(p_portal, p_conversation, 'opened', p_actor_kind, p_actor, '{}');
END
$$;

-- Reading ---------------------------------------------------------------------------------------
-- These run as whoever calls them. They name the portal to row-level security first; without that,
-- parley_app sees no row.

CREATE FUNCTION read_entries(
    p_portal uuid, p_conversation uuid, p_stream text, p_after bigint, p_limit integer)
RETURNS SETOF entry
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM set_config('parley.portal', p_portal::text, true);
    RETURN QUERY
    SELECT * FROM entry e
    WHERE e.portal = p_portal AND e.conversation = p_conversation AND e.stream = p_stream
      AND e.seq > p_after
    ORDER BY e.seq
    LIMIT p_limit;
END
$$;

CREATE FUNCTION find_conversation(p_portal uuid, p_conversation uuid)
RETURNS SETOF conversation
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM set_config('parley.portal', p_portal::text, true);
    RETURN QUERY
    SELECT * FROM conversation c WHERE c.portal = p_portal AND c.id = p_conversation;
END
$$;

CREATE FUNCTION conversations_of_visitor(p_portal uuid, p_visitor uuid, p_limit integer)
RETURNS SETOF conversation
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM set_config('parley.portal', p_portal::text, true);
    RETURN QUERY
    SELECT * FROM conversation c
    WHERE c.portal = p_portal AND c.visitor = p_visitor
    ORDER BY c.created_at DESC
    LIMIT p_limit;
END
$$;

-- One page of an inbox's list: open ones by latest activity, closed ones by when they were closed.
CREATE FUNCTION list_conversations(
    p_portal uuid, p_inbox uuid, p_view text, p_agent uuid, p_before uuid, p_limit integer)
RETURNS SETOF conversation
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    edge timestamptz;
BEGIN
    PERFORM set_config('parley.portal', p_portal::text, true);
    IF p_view = 'closed' THEN
        SELECT c.closed_at INTO edge FROM conversation c
        WHERE c.portal = p_portal AND c.id = p_before;
        RETURN QUERY
        SELECT * FROM conversation c
        WHERE c.portal = p_portal AND c.inbox = p_inbox AND c.status = 'closed'
          AND (edge IS NULL OR (c.closed_at, c.id) < (edge, p_before))
        ORDER BY c.closed_at DESC, c.id DESC
        LIMIT p_limit;
        RETURN;
    END IF;
    SELECT c.last_at INTO edge FROM conversation c
    WHERE c.portal = p_portal AND c.id = p_before;
    RETURN QUERY
    SELECT * FROM conversation c
    WHERE c.portal = p_portal AND c.inbox = p_inbox AND c.status = 'open'
      AND (p_view = 'open'
           OR (p_view = 'mine' AND c.assignee = p_agent)
           OR (p_view = 'unassigned' AND c.assignee IS NULL))
      AND (edge IS NULL OR (c.last_at, c.id) < (edge, p_before))
    ORDER BY c.last_at DESC, c.id DESC
    LIMIT p_limit;
END
$$;

-- Heads of conversations of any portal, for healing.
CREATE FUNCTION conversation_heads(p_conversations uuid[])
RETURNS TABLE (portal uuid, id uuid, last_seq bigint, last_internal_seq bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off
AS $$
    SELECT c.portal, c.id, c.last_seq, c.last_internal_seq
    FROM conversation c
    WHERE c.id = ANY (p_conversations)
$$;

-- Moves a participant's cursors forward, never back and never past the head.
CREATE FUNCTION move_cursor(
    p_portal uuid, p_conversation uuid, p_stream text, p_participant text, p_delivered bigint,
    p_read bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM set_config('parley.portal', p_portal::text, true);
    INSERT INTO participant_cursor AS p
        (portal, conversation, stream, participant, delivered, read)
    SELECT p_portal, p_conversation, p_stream, p_participant,
           least(greatest(p_delivered, p_read), h.head), least(p_read, h.head)
    FROM (
        SELECT CASE p_stream WHEN 'public' THEN last_seq ELSE last_internal_seq END AS head
        FROM conversation c
        WHERE c.portal = p_portal AND c.id = p_conversation
    ) h
    ON CONFLICT (portal, conversation, stream, participant) DO UPDATE
    SET delivered = greatest(p.delivered, excluded.delivered),
        read = greatest(p.read, excluded.read)
    WHERE p.delivered < excluded.delivered OR p.read < excluded.read;
END
$$;

-- Isolation -------------------------------------------------------------------------------------

-- Puts a table under row-level security: its rows are seen by one portal at a time. The owner's
-- policy lets the functions above, which run as the owner and join on the portal, do their work.
CREATE FUNCTION isolate_by_portal(p_table regclass)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', p_table);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', p_table);
    EXECUTE format(
        'CREATE POLICY one_portal ON %s USING '
        '(portal = nullif(current_setting(''parley.portal'', true), '''')::uuid)', p_table);
    EXECUTE format(
        'CREATE POLICY owner_sees_all ON %s TO CURRENT_USER USING (true)', p_table);
END
$$;

DO $$
BEGIN
    PERFORM isolate_by_portal(t)
    FROM unnest(ARRAY[
        'contact', 'visitor', 'conversation', 'entry', 'conversation_start',
        'participant_cursor']::regclass[]) AS t;
END
$$;

GRANT USAGE ON SCHEMA public TO parley_app;

-- What exists, and what later migrations create.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO parley_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO parley_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO parley_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO parley_app;

-- The log is written by the functions above and by nothing else.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON entry, conversation, conversation_start, db_meta
    FROM parley_app;
DO $$
BEGIN
    IF to_regclass('public.flyway_schema_history') IS NOT NULL THEN
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON public.flyway_schema_history FROM parley_app;
    END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION append_fact, hand_over, isolate_by_portal FROM PUBLIC, parley_app;
