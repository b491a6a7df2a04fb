-- A visitor who has been silent for long may give the slot back (CAP-17): the conversation stays with
-- its agent and does not count, until the visitor writes again.

ALTER TABLE conversation
    ADD COLUMN released_seq bigint, -- the head when it ceased to count for its agent; null: it counts
    ADD CONSTRAINT released_is_open_and_somebodys
        CHECK (released_seq IS NULL OR (status = 'open' AND assignee IS NOT NULL));

-- Nearly always empty: whether a message comes into one of these is asked of every batch.
CREATE INDEX conversation_released ON conversation (portal, id) WHERE released_seq IS NOT NULL;

-- How many of agent.open do not count.
ALTER TABLE agent ADD COLUMN released integer NOT NULL DEFAULT 0 CHECK (released >= 0);

-- How many conversations count for an agent.
CREATE FUNCTION counted(p_agent agent)
RETURNS integer
LANGUAGE sql IMMUTABLE
AS $$
    SELECT p_agent.open - p_agent.released
$$;

-- Whether an agent may get one more, in a portal whose plan has limits or has none.
CREATE FUNCTION has_room(p_agent agent, p_limits boolean)
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
    SELECT p_agent.capacity IS NULL OR counted(p_agent) < p_agent.capacity OR NOT p_limits
$$;

-- Silence -----------------------------------------------------------------------------------------

-- Open conversations that count for an agent and whose visitors have been silent for so long: since
-- their last message, or since the assignment if that was later.
CREATE FUNCTION silent_conversations(p_silent integer, p_limit integer)
RETURNS TABLE (
    portal uuid, conversation uuid, agent uuid, last_seq bigint, silent_since timestamptz,
    now timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT c.portal, c.id, a.id, c.last_seq, s.since, clock_timestamp()
    FROM agent a
    JOIN conversation c
        ON c.portal = a.portal AND c.assignee = a.id AND c.status = 'open'
        AND c.released_seq IS NULL
    CROSS JOIN LATERAL (
        SELECT coalesce(greatest(c.assigned_at, (
            SELECT e.at FROM entry e
            WHERE e.portal = c.portal AND e.conversation = c.id AND e.stream = 'public'
              AND e.kind = 'message' AND e.actor_kind = 'visitor'
            ORDER BY e.seq DESC
            LIMIT 1)), c.created_at) AS since
    ) s
    WHERE counted(a) > 0 AND s.since <= clock_timestamp() - p_silent * interval '1 second'
    LIMIT p_limit
$$;

-- Gives the slot back, unless something was said in between. Answers whether it did.
CREATE FUNCTION release_slot(
    p_portal uuid, p_conversation uuid, p_agent uuid, p_seq bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    UPDATE conversation c SET released_seq = c.last_seq
    WHERE c.portal = p_portal AND c.id = p_conversation AND c.status = 'open'
      AND c.assignee = p_agent AND c.last_seq = p_seq AND c.released_seq IS NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE agent a SET released = a.released + 1 WHERE a.portal = p_portal AND a.id = p_agent;
    RETURN true;
END
$$;

-- A conversation that did not count is again one like others when it leaves its agent, by whatever
-- function, and when its visitor is heard again. Whoever does that has locked the agent.
CREATE FUNCTION end_release()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    NEW.released_seq := NULL;
    UPDATE agent a SET released = a.released - 1
    WHERE a.portal = OLD.portal AND a.id = OLD.assignee;
    RETURN NEW;
END
$$;

CREATE TRIGGER end_release
BEFORE UPDATE OF status, assignee, released_seq ON conversation
FOR EACH ROW
WHEN (OLD.released_seq IS NOT NULL
      AND (NEW.released_seq IS NULL OR NEW.status <> 'open'
           OR NEW.assignee IS DISTINCT FROM OLD.assignee))
EXECUTE FUNCTION end_release();

-- Those of these conversations that count again, because their visitors were heard. The caller has
-- stored what they said, and so holds the locks of those conversations; agents are locked here,
-- sorted.
CREATE FUNCTION heard_again(p_portals uuid[], p_conversations uuid[])
RETURNS uuid[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    heard uuid[];
BEGIN
    SELECT coalesce(array_agg(c.id), '{}') INTO heard
    FROM conversation c
    WHERE c.released_seq IS NOT NULL
      AND (c.portal, c.id) IN (SELECT i.p, i.c FROM unnest(p_portals, p_conversations) AS i(p, c))
      AND EXISTS (
          SELECT FROM entry e
          WHERE e.portal = c.portal AND e.conversation = c.id AND e.stream = 'public'
            AND e.seq > c.released_seq AND e.kind = 'message' AND e.actor_kind = 'visitor');
    IF heard <> '{}' THEN
        PERFORM 1 FROM agent a
        WHERE (a.portal, a.id) IN (
            SELECT c.portal, c.assignee FROM conversation c WHERE c.id = ANY (heard))
        ORDER BY a.id
        FOR NO KEY UPDATE;
        UPDATE conversation c SET released_seq = NULL WHERE c.id = ANY (heard);
    END IF;
    RETURN heard;
END
$$;

-- Appending: as before, and says of each item whether its conversation counts again ("back").

ALTER FUNCTION append_batch RENAME TO append_items;

CREATE FUNCTION append_batch(
    portals uuid[], conversations uuid[], streams text[], actor_kinds text[], actors uuid[],
    cmids uuid[], bodies text[])
RETURNS TABLE (
    ord bigint, outcome text, seq bigint, id uuid, at timestamptz, inbox uuid, unassigned boolean,
    back boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    heard uuid[];
BEGIN
    FOR ord, outcome, seq, id, at, inbox, unassigned IN
        SELECT * FROM append_items(
            portals, conversations, streams, actor_kinds, actors, cmids, bodies)
    LOOP
        -- The first row comes when all of them are stored.
        heard := coalesce(heard, heard_again(portals, conversations));
        back := conversations[ord] = ANY (heard);
        RETURN NEXT;
    END LOOP;
END
$$;

DROP FUNCTION append_waiting;
CREATE FUNCTION append_waiting(
    portals uuid[], conversations uuid[], streams text[], actor_kinds text[], actors uuid[],
    cmids uuid[], bodies text[])
RETURNS TABLE (
    ord bigint, outcome text, seq bigint, id uuid, at timestamptz, inbox uuid, unassigned boolean,
    back boolean)
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

REVOKE EXECUTE ON FUNCTION append_items, heard_again, end_release FROM PUBLIC, parley_app;

-- Routing -----------------------------------------------------------------------------------------
-- As in V6, but that what does not count leaves room.

CREATE OR REPLACE FUNCTION claim_conversations(
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
    limited boolean := (SELECT p.limits FROM portal p WHERE p.id = p_portal);
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
          AND has_room(a, limited)
          AND (a.id = item.owner
               OR a.id IN (SELECT g.agent FROM unnest(p_agents, p_agent_groups) AS g(agent, grp)
                           WHERE g.grp = item.grp))
        ORDER BY a.id = item.owner DESC NULLS LAST, counted(a), a.last_assigned_at NULLS FIRST, a.id
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

CREATE OR REPLACE FUNCTION waiting_queues(p_all boolean)
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
           JOIN portal p ON p.id = a.portal
           WHERE a.portal = q.portal AND a.active AND a.seat AND a.status = 'available'
             AND has_room(a, p.limits)
             AND present_until(a.portal, a.id) > clock_timestamp())
$$;

-- As in V4, and counts what does not count.
CREATE OR REPLACE FUNCTION repair_loads()
RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    suspect record;
    found_open integer;
    found_released integer;
    repaired integer := 0;
BEGIN
    DELETE FROM node n WHERE n.lease_until < clock_timestamp() - interval '7 days';
    FOR suspect IN
        SELECT a.portal, a.id FROM agent a
        LEFT JOIN (
            SELECT c.portal, c.assignee, count(*) AS open, count(c.released_seq) AS released
            FROM conversation c
            WHERE c.status = 'open' AND c.assignee IS NOT NULL
            GROUP BY c.portal, c.assignee
        ) o ON o.portal = a.portal AND o.assignee = a.id
        WHERE (a.open, a.released) <> (coalesce(o.open, 0), coalesce(o.released, 0))
        ORDER BY a.id
        LIMIT 100
    LOOP
        PERFORM 1 FROM agent a WHERE a.portal = suspect.portal AND a.id = suspect.id
        FOR NO KEY UPDATE;
        SELECT count(*), count(c.released_seq) INTO found_open, found_released
        FROM conversation c
        WHERE c.portal = suspect.portal AND c.assignee = suspect.id AND c.status = 'open';
        UPDATE agent a SET open = found_open, released = found_released
        WHERE a.portal = suspect.portal AND a.id = suspect.id
          AND (a.open, a.released) <> (found_open, found_released);
        IF FOUND THEN
            repaired := repaired + 1;
        END IF;
    END LOOP;
    RETURN repaired;
END
$$;
