-- Whether the portal's plan has limits on how many conversations an agent takes: without, nobody is ever
-- full, whatever the agents' limits say (CAP-19).
ALTER TABLE portal ADD COLUMN limits boolean NOT NULL DEFAULT true;

DROP FUNCTION all_portals();
CREATE FUNCTION all_portals()
RETURNS TABLE (
    id uuid, name text, origins text[], active boolean, privacy boolean, limits boolean,
    version bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT p.id, p.name, p.origins, p.active, p.privacy, p.limits, p.version
    FROM portal p ORDER BY p.id
$$;
GRANT EXECUTE ON FUNCTION all_portals TO parley_app;

-- As in V4, but for the limits.
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
          AND (a.capacity IS NULL OR a.open < a.capacity OR NOT limited)
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

-- As in V4, but for the limits.
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
             AND (a.capacity IS NULL OR a.open < a.capacity OR NOT p.limits)
             AND present_until(a.portal, a.id) > clock_timestamp())
$$;
