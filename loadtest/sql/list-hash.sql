-- The table's own answer to what the exchange program prints: one line per conversation, with the hash
-- over the same lines (seq, kind, sender, body; tabs between, a line feed after each).
--
--   psql "$DATABASE" -v conversation="'<id>'" -f loadtest/sql/list-hash.sql
--
-- As the owner of the tables or another role that row-level security lets through: parley_app sees one
-- portal at a time, after SELECT set_config('parley.portal', '<portal>', false).
SELECT conversation,
       count(*) AS entries,
       count(*) FILTER (WHERE kind = 'message') AS messages,
       count(*) - count(DISTINCT seq) AS repeated_seqs,
       count(*) FILTER (WHERE kind = 'message')
           - count(DISTINCT (actor_kind, body)) FILTER (WHERE kind = 'message') AS duplicates,
       max(seq) - count(*) AS holes,
       encode(
           sha256(
               convert_to(
                   string_agg(
                       seq || E'\t' || kind || E'\t' || actor_kind || E'\t' || body || E'\n',
                       '' ORDER BY seq),
                   'UTF8')),
           'hex') AS sha256
FROM entry
WHERE conversation = :conversation
  AND stream = 'public'
GROUP BY conversation;
