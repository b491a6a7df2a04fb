-- Who gets the conversation: presence that outlives a socket, the queue, and the functions that alone
-- move a conversation between queue and agent.

-- Presence --------------------------------------------------------------------------------------

-- Until when a closed connection goes on to count; null while it is open, and its node's lease counts.
ALTER TABLE agent_connection ADD COLUMN until timestamptz;

-- Closes all connections of a node that leaves, of whatever portal.
CREATE FUNCTION leave_node(p_node uuid, p_seconds integer)
RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
    UPDATE agent_connection c
    SET until = clock_timestamp() + p_seconds * interval '1 second'
    WHERE c.node = p_node AND c.until IS NULL
$$;

-- When the last of an agent's connections stops to count, or did; null if none is remembered.
CREATE FUNCTION present_until(p_portal uuid, p_agent uuid)
RETURNS timestamptz
LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT max(coalesce(c.until, n.lease_until))
    FROM agent_connection c
    JOIN node n ON n.id = c.node
    WHERE c.portal = p_portal AND c.agent = p_agent
$$;

-- The queue -------------------------------------------------------------------------------------

-- A conversation stands in the queue of its inbox from the moment it exists (the default) until it is
-- assigned, closed, or left to whoever takes it: no instant lies between the first message and the
-- queue, or between the queue and the agent, at which it could be lost.
ALTER TABLE conversation
    ADD COLUMN queued_at timestamptz,                  -- null: not in the queue
    ADD COLUMN queue_head boolean NOT NULL DEFAULT false, -- before the others: its agent did not answer
    ADD COLUMN tried uuid[] NOT NULL DEFAULT '{}',     -- who had it and did not answer (CAP-16)
    ADD COLUMN team uuid,                              -- handed to this team instead of by the rule
    ADD COLUMN assigned_at timestamptz,
    ADD FOREIGN KEY (portal, team) REFERENCES team (portal, id) ON DELETE SET NULL (team),
    ADD CONSTRAINT queued_is_open_and_nobodys
        CHECK (queued_at IS NULL OR (status = 'open' AND assignee IS NULL));
ALTER TABLE conversation ALTER COLUMN queued_at SET DEFAULT clock_timestamp();

-- The order of service. None of its columns changes with a message.
CREATE INDEX conversation_queued ON conversation (portal, inbox, queue_head DESC, queued_at, id)
    WHERE queued_at IS NOT NULL;

-- Who owns the visitor's contact; nobody until contacts have owners.
CREATE FUNCTION contact_owner(p_portal uuid, p_visitor uuid)
RETURNS uuid
LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT NULL::uuid
$$;

-- The first of an inbox's queue, in the order of service, without those that go by certain rules
-- (a rule is named by its team, or else by its chatflow).
CREATE FUNCTION queue_window(p_portal uuid, p_inbox uuid, p_without uuid[], p_limit integer)
RETURNS TABLE (
    id uuid, rule uuid, team uuid, tried uuid[], owner uuid, auto boolean, users uuid[],
    teams uuid[], by_owner boolean)
LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT c.id, coalesce(c.team, c.chatflow), c.team, c.tried, contact_owner(c.portal, c.visitor),
           coalesce((f.routing ->> 'autoAssign')::boolean, false),
           array(SELECT jsonb_array_elements_text(f.routing -> 'users')::uuid),
           array(SELECT jsonb_array_elements_text(f.routing -> 'teams')::uuid),
           coalesce((f.routing ->> 'contactOwner')::boolean, false)
    FROM (
        SELECT * FROM conversation q
        WHERE q.portal = p_portal AND q.inbox = p_inbox AND q.queued_at IS NOT NULL
          AND coalesce(q.team, q.chatflow, q.id) <> ALL (p_without)
        ORDER BY q.queue_head DESC, q.queued_at, q.id
        LIMIT p_limit
    ) c
    LEFT JOIN LATERAL (
        SELECT h.definition #> '{build,routing}' AS routing FROM chatflow h
        WHERE h.portal = c.portal AND h.id = c.chatflow
    ) f ON true
    ORDER BY c.queue_head DESC, c.queued_at, c.id
$$;

-- Gives conversations to agents: each, in the order given, to its owner if wanted and able, else to
-- the best of its group: fewest open, then longest without a new one, then by id. Whether an agent is
-- able is decided here, under the agents' locks. Conversations that have left the queue meanwhile are
-- passed over; those that find everybody full stay in it, or leave it if they say so.
--
-- One at a time serves an inbox. Locks conversations, then agents, each sorted by id, and waits for
-- them: a row that is locked for a moment must not change whose turn it is. Called alone in its
-- implicit transaction, so that no lock waits for the gateway. Answers one row for each that was
-- assigned.
CREATE FUNCTION claim_conversations(
    p_portal uuid, p_inbox uuid, p_conversations uuid[], p_owners uuid[], p_groups integer[], p_leave boolean[],
    p_agents uuid[], p_agent_groups integer[])
RETURNS TABLE (
    conversation uuid, inbox uuid, seq bigint, id uuid, kind text, actor_kind text, actor uuid,
    data text, at timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    able uuid[];
    item record;
    chosen uuid;
    fact change;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('queue:' || p_inbox, 0));
    PERFORM 1 FROM conversation c
    WHERE c.portal = p_portal AND c.id = ANY (p_conversations)
    ORDER BY c.id
    FOR NO KEY UPDATE;
    PERFORM 1 FROM agent a
    WHERE a.portal = p_portal AND a.id = ANY (p_agents || array_remove(p_owners, NULL))
    ORDER BY a.id
    FOR NO KEY UPDATE;

    SELECT array_agg(a.id) INTO able FROM agent a
    WHERE a.portal = p_portal AND a.id = ANY (p_agents || array_remove(p_owners, NULL))
      AND a.active AND a.seat AND a.status = 'available'
      AND present_until(a.portal, a.id) > clock_timestamp();

    FOR item IN
        SELECT i.conversation, i.owner, i.grp, i.leave, c.tried
        FROM unnest(p_conversations, p_owners, p_groups, p_leave)
                 WITH ORDINALITY AS i(conversation, owner, grp, leave, ord)
        JOIN conversation c ON c.portal = p_portal AND c.id = i.conversation
        WHERE c.queued_at IS NOT NULL AND c.inbox = p_inbox
        ORDER BY i.ord
    LOOP
        SELECT a.id INTO chosen FROM agent a
        WHERE a.portal = p_portal AND a.id = ANY (able) AND a.id <> ALL (item.tried)
          AND (a.capacity IS NULL OR a.open < a.capacity)
          AND (a.id = item.owner
               OR a.id IN (SELECT g.agent FROM unnest(p_agents, p_agent_groups) AS g(agent, grp)
                           WHERE g.grp = item.grp))
        ORDER BY a.id = item.owner DESC NULLS LAST, a.open, a.last_assigned_at NULLS FIRST, a.id
        LIMIT 1;
        IF chosen IS NULL THEN
            IF item.leave THEN
                UPDATE conversation c SET queued_at = NULL, queue_head = false
                WHERE c.portal = p_portal AND c.id = item.conversation;
            END IF;
            CONTINUE;
        END IF;
        UPDATE agent a SET open = a.open + 1, last_assigned_at = clock_timestamp()
        WHERE a.portal = p_portal AND a.id = chosen;
        UPDATE conversation c
        SET assignee = chosen, assigned_at = clock_timestamp(), waiting_since = NULL,
            queued_at = NULL, queue_head = false
        WHERE c.portal = p_portal AND c.id = item.conversation;
        fact := append_fact(
            p_portal, item.conversation, 'assigned', 'system', NULL,
            jsonb_strip_nulls(jsonb_build_object(
                'agent', chosen,
                'reason', CASE WHEN chosen = item.owner THEN 'owner' ELSE 'routed' END,
                'missedOwner', CASE WHEN chosen <> item.owner THEN item.owner END)));
        RETURN QUERY SELECT item.conversation, fact.inbox, fact.seq, fact.id, fact.kind,
                            fact.actor_kind, fact.actor, fact.data, fact.at;
    END LOOP;
END
$$;

-- Nobody gets these by itself: they stay open for whoever takes them.
CREATE FUNCTION leave_queue(p_portal uuid, p_conversations uuid[])
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    PERFORM 1 FROM conversation c
    WHERE c.portal = p_portal AND c.id = ANY (p_conversations)
    ORDER BY c.id
    FOR NO KEY UPDATE;
    UPDATE conversation c SET queued_at = NULL, queue_head = false
    WHERE c.portal = p_portal AND c.id = ANY (p_conversations) AND c.queued_at IS NOT NULL;
END
$$;

-- The queues that may be served: one that has somebody with room in its portal, or that somebody
-- joined lately; all of them if asked.
CREATE FUNCTION waiting_queues(p_all boolean)
RETURNS TABLE (portal uuid, inbox uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT q.portal, q.inbox
    FROM (
        SELECT c.portal, c.inbox, max(c.queued_at) AS latest
        FROM conversation c
        WHERE c.queued_at IS NOT NULL
        GROUP BY c.portal, c.inbox
    ) q
    WHERE p_all
       OR q.latest > clock_timestamp() - interval '10 seconds'
       OR EXISTS (
           SELECT FROM agent a
           WHERE a.portal = q.portal AND a.active AND a.seat AND a.status = 'available'
             AND (a.capacity IS NULL OR a.open < a.capacity)
             AND present_until(a.portal, a.id) > clock_timestamp())
$$;

-- Status and assignee ---------------------------------------------------------------------------
-- As in V2, but for the queue.

-- Assigns by hand, above a limit if need be; a null agent unassigns, and nobody gets it by itself.
CREATE OR REPLACE FUNCTION assign_conversation(
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
        assigned_at = CASE WHEN p_agent IS NOT NULL THEN clock_timestamp() END,
        waiting_since =
            CASE WHEN p_agent IS NULL AND status = 'open' THEN clock_timestamp() END,
        queued_at = NULL, queue_head = false, team = NULL
    WHERE portal = p_portal AND id = p_conversation;
    RETURN NEXT append_fact(
        p_portal, p_conversation,
        CASE WHEN p_agent IS NULL THEN 'unassigned' ELSE 'assigned' END,
        CASE WHEN p_by IS NULL THEN 'system' ELSE 'agent' END, p_by,
        jsonb_strip_nulls(jsonb_build_object('agent', p_agent, 'reason', p_reason)));
END
$$;

-- Closes. Who had it is remembered, but it no longer counts for that agent.
CREATE OR REPLACE FUNCTION close_conversation(
    p_portal uuid, p_conversation uuid, p_by uuid, p_reason text)
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
    SET status = 'closed', closed_at = clock_timestamp(), waiting_since = NULL,
        queued_at = NULL, queue_head = false
    WHERE portal = p_portal AND id = p_conversation;
    RETURN NEXT append_fact(
        p_portal, p_conversation, 'closed',
        CASE WHEN p_by IS NULL THEN 'system' ELSE 'agent' END, p_by,
        jsonb_build_object('reason', p_reason));
END
$$;

-- Opens again: by an agent, for whoever had it; by the visitor whose it is, for whoever the rule
-- finds, whoever had it (CAP-14).
CREATE OR REPLACE FUNCTION reopen_conversation(
    p_portal uuid, p_conversation uuid, p_actor_kind text, p_actor uuid)
RETURNS SETOF change
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    c conversation;
    routed boolean := p_actor_kind = 'visitor';
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
    IF NOT routed THEN
        PERFORM hand_over(p_portal, NULL, c.assignee);
    END IF;
    UPDATE conversation
    SET status = 'open', closed_at = NULL, tried = '{}', team = NULL,
        assignee = CASE WHEN NOT routed THEN assignee END,
        assigned_at = CASE WHEN NOT routed AND assignee IS NOT NULL THEN clock_timestamp() END,
        queued_at = CASE WHEN routed THEN clock_timestamp() END,
        waiting_since = CASE WHEN routed OR assignee IS NULL THEN clock_timestamp() END
    WHERE portal = p_portal AND id = p_conversation;
    RETURN NEXT append_fact(p_portal, p_conversation, 'opened', p_actor_kind, p_actor, '{}');
    IF routed AND c.assignee IS NOT NULL THEN
        RETURN NEXT append_fact(
            p_portal, p_conversation, 'unassigned', 'system', NULL,
            jsonb_build_object('reason', 'opened again'));
    END IF;
END
$$;

-- Hands a conversation over to a team, by whose main members it is routed from now on, or to another
-- inbox, where it waits for whoever takes it; to neither, back into the queue.
CREATE FUNCTION transfer_conversation(
    p_portal uuid, p_conversation uuid, p_team uuid, p_inbox uuid, p_by uuid)
RETURNS SETOF change
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    c conversation;
BEGIN
    IF (p_team IS NOT NULL
            AND NOT EXISTS (SELECT FROM team t WHERE t.portal = p_portal AND t.id = p_team))
        OR (p_inbox IS NOT NULL
            AND NOT EXISTS (SELECT FROM inbox i WHERE i.portal = p_portal AND i.id = p_inbox)) THEN
        RETURN;
    END IF;
    SELECT * INTO c FROM conversation
    WHERE portal = p_portal AND id = p_conversation
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF c.status = 'open' THEN
        PERFORM hand_over(p_portal, c.assignee, NULL);
    END IF;
    UPDATE conversation
    SET assignee = NULL, assigned_at = NULL, tried = '{}', team = p_team,
        inbox = coalesce(p_inbox, inbox), queue_head = false,
        queued_at =
            CASE WHEN status = 'open' AND (p_team IS NOT NULL OR p_inbox IS NULL)
                 THEN clock_timestamp() END,
        waiting_since = CASE WHEN status = 'open' THEN coalesce(waiting_since, clock_timestamp()) END
    WHERE portal = p_portal AND id = p_conversation;
    RETURN NEXT append_fact(
        p_portal, p_conversation, 'unassigned',
        CASE WHEN p_by IS NULL THEN 'system' ELSE 'agent' END, p_by,
        jsonb_strip_nulls(jsonb_build_object(
            'reason', 'transfer', 'team', p_team, 'inbox', p_inbox)));
END
$$;

-- Conversations that nobody attends to ----------------------------------------------------------

-- Open conversations of agents who are gone, or who have left a visitor without an answer for so long
-- (null: never mind how long). An answer is owed since the visitor's first message that has none, or
-- since the assignment if that was later; an agent is gone since the presence lease ran out.
CREATE FUNCTION unattended_conversations(
    p_unanswered integer, p_vanished integer, p_owed_only boolean, p_limit integer)
RETURNS TABLE (
    portal uuid, conversation uuid, inbox uuid, agent uuid, last_seq bigint, owed_since timestamptz,
    gone_since timestamptz, now timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT c.portal, c.id, c.inbox, a.id, c.last_seq, o.since, g.since, clock_timestamp()
    FROM agent a
    CROSS JOIN LATERAL (
        SELECT CASE WHEN p.until > clock_timestamp() THEN NULL
                    ELSE coalesce(p.until, a.status_at) END AS since
        FROM (SELECT present_until(a.portal, a.id) AS until) p
    ) g
    JOIN conversation c
        ON c.portal = a.portal AND c.assignee = a.id AND c.status = 'open'
    CROSS JOIN LATERAL (
        SELECT greatest(min(e.at), c.assigned_at) AS since
        FROM entry e
        WHERE e.portal = c.portal AND e.conversation = c.id AND e.stream = 'public'
          AND e.kind = 'message' AND e.actor_kind = 'visitor'
          AND e.seq > coalesce(
              (SELECT max(r.seq) FROM entry r
               WHERE r.portal = c.portal AND r.conversation = c.id AND r.stream = 'public'
                 AND r.kind = 'message' AND r.actor_kind <> 'visitor'), 0)
        HAVING count(*) > 0
        UNION ALL
        SELECT NULL
        ORDER BY 1 NULLS LAST
        LIMIT 1
    ) o
    WHERE a.open > 0
      AND (g.since IS NOT NULL OR p_unanswered IS NOT NULL)
      AND CASE WHEN g.since IS NULL
               THEN o.since <= clock_timestamp() - p_unanswered * interval '1 second'
               ELSE g.since <= clock_timestamp() - p_vanished * interval '1 second'
                    AND (o.since IS NOT NULL OR NOT p_owed_only) END
    LIMIT p_limit
$$;

-- Takes a conversation from an agent and puts it back into the queue, unless something was said in
-- between: at the head, for anybody but those who did not answer, or behind the others.
CREATE FUNCTION take_back(
    p_portal uuid, p_conversation uuid, p_agent uuid, p_seq bigint, p_reason text,
    p_unanswered boolean)
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
    IF NOT FOUND OR c.status <> 'open' OR c.assignee IS DISTINCT FROM p_agent
        OR c.last_seq <> p_seq THEN
        RETURN;
    END IF;
    PERFORM hand_over(p_portal, p_agent, NULL);
    UPDATE conversation
    SET assignee = NULL, assigned_at = NULL, waiting_since = clock_timestamp(),
        queued_at = clock_timestamp(), queue_head = p_unanswered,
        tried = CASE WHEN p_unanswered THEN tried || p_agent ELSE tried END
    WHERE portal = p_portal AND id = p_conversation;
    RETURN NEXT append_fact(
        p_portal, p_conversation, 'unassigned', 'system', NULL,
        jsonb_build_object('agent', p_agent, 'reason', p_reason));
END
$$;

-- When the visitor of a conversation that waits was last seen on any node: apart from the
-- conversation, whose row belongs to messages.
CREATE TABLE waiting_visitor (
    portal          uuid NOT NULL,
    conversation    uuid NOT NULL,
    seen_at         timestamptz NOT NULL,
    PRIMARY KEY (portal, conversation),
    FOREIGN KEY (portal, conversation) REFERENCES conversation (portal, id) ON DELETE CASCADE
) WITH (fillfactor = 80);

SELECT isolate_by_portal('waiting_visitor');

-- Queued conversations whose visitors have not been seen for so long, where somebody is there: who
-- wrote while nobody was does not wait on the page.
CREATE FUNCTION left_conversations(p_keeps integer, p_limit integer)
RETURNS TABLE (
    portal uuid, conversation uuid, inbox uuid, left_at timestamptz, now timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT c.portal, c.id, c.inbox, greatest(w.seen_at, c.queued_at), clock_timestamp()
    FROM conversation c
    LEFT JOIN waiting_visitor w ON w.portal = c.portal AND w.conversation = c.id
    WHERE c.queued_at IS NOT NULL
      AND greatest(w.seen_at, c.queued_at) <= clock_timestamp() - p_keeps * interval '1 second'
      AND EXISTS (
          SELECT FROM agent a
          WHERE a.portal = c.portal AND a.active AND a.seat AND a.status = 'available'
            AND present_until(a.portal, a.id) > clock_timestamp())
    LIMIT p_limit
$$;

-- The visitor left and waited no longer: out of the queue, for whoever wants to write after.
CREATE FUNCTION miss_conversation(p_portal uuid, p_conversation uuid, p_left_at timestamptz)
RETURNS SETOF change
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    UPDATE conversation c SET queued_at = NULL, queue_head = false
    WHERE c.portal = p_portal AND c.id = p_conversation AND c.queued_at IS NOT NULL
      AND NOT EXISTS (
          SELECT FROM waiting_visitor w
          WHERE w.portal = p_portal AND w.conversation = p_conversation AND w.seen_at > p_left_at);
    IF FOUND THEN
        RETURN NEXT append_fact(
            p_portal, p_conversation, 'unassigned', 'system', NULL,
            jsonb_build_object('reason', 'missed'));
    END IF;
END
$$;

-- Counts again what agent.open says, agent by agent, under the agent's lock. Answers how many were
-- wrong: none, unless somebody wrote past the functions. Forgets nodes that are long gone.
CREATE FUNCTION repair_loads()
RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    suspect record;
    counted integer;
    repaired integer := 0;
BEGIN
    DELETE FROM node n WHERE n.lease_until < clock_timestamp() - interval '7 days';
    FOR suspect IN
        SELECT a.portal, a.id FROM agent a
        LEFT JOIN (
            SELECT c.portal, c.assignee, count(*) AS open FROM conversation c
            WHERE c.status = 'open' AND c.assignee IS NOT NULL
            GROUP BY c.portal, c.assignee
        ) o ON o.portal = a.portal AND o.assignee = a.id
        WHERE a.open <> coalesce(o.open, 0)
        ORDER BY a.id
        LIMIT 100
    LOOP
        PERFORM 1 FROM agent a WHERE a.portal = suspect.portal AND a.id = suspect.id
        FOR NO KEY UPDATE;
        SELECT count(*) INTO counted FROM conversation c
        WHERE c.portal = suspect.portal AND c.assignee = suspect.id AND c.status = 'open';
        UPDATE agent a SET open = counted
        WHERE a.portal = suspect.portal AND a.id = suspect.id AND a.open <> counted;
        IF FOUND THEN
            repaired := repaired + 1;
        END IF;
    END LOOP;
    RETURN repaired;
END
$$;

-- What visitors who wait are told ---------------------------------------------------------------

-- Where these stand, and by what rule they go.
CREATE FUNCTION queue_places(p_portal uuid, p_conversations uuid[])
RETURNS TABLE (
    id uuid, inbox uuid, place bigint, rule uuid, team uuid, tried uuid[], owner uuid, auto boolean,
    users uuid[], teams uuid[], by_owner boolean)
LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT q.id, q.inbox, q.place, coalesce(q.team, q.chatflow), q.team, q.tried,
           contact_owner(q.portal, q.visitor),
           coalesce((f.routing ->> 'autoAssign')::boolean, false),
           array(SELECT jsonb_array_elements_text(f.routing -> 'users')::uuid),
           array(SELECT jsonb_array_elements_text(f.routing -> 'teams')::uuid),
           coalesce((f.routing ->> 'contactOwner')::boolean, false)
    FROM (
        SELECT c.*, row_number() OVER (
                   PARTITION BY c.inbox ORDER BY c.queue_head DESC, c.queued_at, c.id) AS place
        FROM conversation c
        WHERE c.portal = p_portal AND c.queued_at IS NOT NULL
    ) q
    LEFT JOIN LATERAL (
        SELECT h.definition #> '{build,routing}' AS routing FROM chatflow h
        WHERE h.portal = q.portal AND h.id = q.chatflow
    ) f ON true
    WHERE q.id = ANY (p_conversations)
$$;

-- How long conversations of an inbox lately took, from agent to close, in seconds; null if none was.
CREATE FUNCTION typical_length(p_portal uuid, p_inbox uuid)
RETURNS double precision
LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM l.closed_at - l.assigned_at))
    FROM (
        SELECT c.closed_at, c.assigned_at FROM conversation c
        WHERE c.portal = p_portal AND c.inbox = p_inbox AND c.status = 'closed'
        ORDER BY c.closed_at DESC
        LIMIT 50
    ) l
    WHERE l.assigned_at IS NOT NULL
$$;
