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
