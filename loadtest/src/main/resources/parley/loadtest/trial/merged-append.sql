-- The append as it must not be: locks, looks up, bumps and inserts in ONE statement. Its snapshot is
-- older than its lock, so a repetition that was committed meanwhile is not seen: it is numbered, the
-- counter is bumped, and the unique index swallows the insert. What stays is a hole (contract,
-- section 3). For the test database of a trial alone.
CREATE OR REPLACE FUNCTION append_items(
    portals uuid[], conversations uuid[], streams text[], actor_kinds text[], actors uuid[],
    cmids uuid[], bodies text[])
RETURNS TABLE (
    ord bigint, outcome text, seq bigint, id uuid, at timestamptz, inbox uuid, unassigned boolean)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
    WITH locked AS MATERIALIZED (
        SELECT c.portal, c.id, c.inbox, c.assignee, c.last_seq
        FROM conversation c
        WHERE (c.portal, c.id) IN (SELECT i.p, i.c FROM unnest(portals, conversations) AS i(p, c))
        ORDER BY c.portal, c.id
        FOR NO KEY UPDATE OF c
    ),
    item AS MATERIALIZED (
        SELECT i.*, l.inbox, l.assignee, l.last_seq,
               e.seq AS old_seq, e.id AS old_id, e.at AS old_at,
               first_value(i.ord) OVER (
                   PARTITION BY i.portal, i.conversation, i.actor_kind, i.actor, i.cmid
                   ORDER BY i.ord) AS first_ord
        FROM unnest(portals, conversations, streams, actor_kinds, actors, cmids, bodies)
                 WITH ORDINALITY AS i(portal, conversation, stream, actor_kind, actor, cmid, body, ord)
        JOIN locked l ON l.portal = i.portal AND l.id = i.conversation
        LEFT JOIN entry e
            ON e.portal = i.portal AND e.conversation = i.conversation
            AND e.actor_kind = i.actor_kind AND e.actor = i.actor AND e.cmid = i.cmid
    ),
    fresh AS MATERIALIZED (
        SELECT item.*, gen_random_uuid() AS new_id, clock_timestamp() AS moment,
               last_seq + row_number() OVER (PARTITION BY portal, conversation ORDER BY ord)
                   AS new_seq
        FROM item WHERE old_seq IS NULL AND ord = first_ord
    ),
    inserted AS (
        INSERT INTO entry
            (portal, conversation, stream, seq, id, kind, actor_kind, actor, cmid, body, at)
        SELECT portal, conversation, stream, new_seq, new_id, 'message', actor_kind, actor, cmid,
               body, moment
        FROM fresh ORDER BY ord
        ON CONFLICT DO NOTHING
    ),
    bumped AS (
        UPDATE conversation c SET last_seq = f.last, last_at = f.moment
        FROM (SELECT portal, conversation, max(new_seq) AS last, max(moment) AS moment
              FROM fresh GROUP BY portal, conversation) f
        WHERE c.portal = f.portal AND c.id = f.conversation
    )
    SELECT i.ord, CASE WHEN f.ord = i.ord THEN 'stored' ELSE 'duplicate' END,
           coalesce(i.old_seq, f.new_seq), coalesce(i.old_id, f.new_id),
           coalesce(i.old_at, f.moment), i.inbox, i.assignee IS NULL
    FROM item i LEFT JOIN fresh f
        ON f.portal = i.portal AND f.conversation = i.conversation AND f.ord = i.first_ord
    ORDER BY i.ord
$$;
