-- A visitor's browser forgot who the visitor is (NAV-17). Each open conversation stays as it is, and says
-- so to agents alone, once. Answers what was stored.
CREATE FUNCTION note_reset(p_portal uuid, p_visitor uuid)
RETURNS SETOF told
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    c record;
BEGIN
    FOR c IN
        SELECT x.id, x.inbox FROM conversation x
        WHERE x.portal = p_portal AND x.visitor = p_visitor AND x.status = 'open'
        ORDER BY x.id
        FOR NO KEY UPDATE
    LOOP
        CONTINUE WHEN EXISTS (
            SELECT FROM entry e
            WHERE e.portal = p_portal AND e.conversation = c.id AND e.stream = 'internal'
              AND e.kind = 'left' AND e.actor_kind = 'visitor');
        RETURN QUERY
        WITH bumped AS (
            UPDATE conversation x SET last_internal_seq = x.last_internal_seq + 1
            WHERE x.portal = p_portal AND x.id = c.id
            RETURNING x.last_internal_seq
        ),
        inserted AS (
            INSERT INTO entry
                (portal, conversation, stream, seq, kind, actor_kind, actor, data, at)
            SELECT p_portal, c.id, 'internal', b.last_internal_seq, 'left', 'visitor', p_visitor,
                   '{"reason": "reset"}', clock_timestamp()
            FROM bumped b
            RETURNING *
        )
        SELECT c.id, c.inbox, i.seq, i.id, i.kind, i.actor_kind, i.actor, i.data::text, i.at
        FROM inserted i;
    END LOOP;
END
$$;
