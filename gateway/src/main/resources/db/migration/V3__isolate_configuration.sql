-- Row-level security for what admins write, and the two questions that are asked before a portal is
-- known: which portals there are, and whose token this is.

SELECT isolate_by_portal(t)
FROM unnest(ARRAY[
    'team', 'agent', 'team_member', 'api_token', 'inbox', 'inbox_agent', 'inbox_team', 'chatflow',
    'agent_connection']::regclass[]) AS t;

ALTER TABLE portal ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal FORCE ROW LEVEL SECURITY;
CREATE POLICY one_portal ON portal
    USING (id = nullif(current_setting('parley.portal', true), '')::uuid);
CREATE POLICY owner_sees_all ON portal TO CURRENT_USER USING (true);

CREATE INDEX api_token_of_agent ON api_token (portal, agent, created_at);
CREATE INDEX team_member_of_agent ON team_member (portal, agent);

-- Every portal, for the memory of a node that starts.
CREATE FUNCTION all_portals()
RETURNS TABLE (
    id uuid, name text, origins text[], active boolean, privacy boolean, version bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT p.id, p.name, p.origins, p.active, p.privacy, p.version FROM portal p ORDER BY p.id
$$;

-- A token and whom it stands for now: nobody once the agent or the portal is inactive. An agent works
-- in an inbox by name or through a team, main member or not; an admin in all of the portal.
CREATE FUNCTION find_token(p_prefix text)
RETURNS TABLE (
    hash text, portal uuid, agent uuid, role text, permissions text[], inboxes uuid[],
    expires_at timestamptz, revoked_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT encode(t.hash, 'hex'), t.portal, t.agent, a.role, a.permissions,
           array(SELECT ia.inbox FROM inbox_agent ia
                 WHERE ia.portal = a.portal AND ia.agent = a.id
                 UNION
                 SELECT it.inbox
                 FROM team_member m
                 JOIN inbox_team it ON it.portal = m.portal AND it.team = m.team
                 WHERE m.portal = a.portal AND m.agent = a.id
                 UNION
                 SELECT i.id FROM inbox i WHERE i.portal = a.portal AND a.role = 'admin'),
           t.expires_at, t.revoked_at
    FROM api_token t
    JOIN agent a ON a.portal = t.portal AND a.id = t.agent
    JOIN portal p ON p.id = t.portal
    WHERE t.prefix = p_prefix AND a.active AND p.active
$$;

GRANT EXECUTE ON FUNCTION all_portals, find_token TO parley_app;
