-- A plan that was made on tables nobody analyzed may scan them for ever.
ANALYZE portal, team, agent, team_member, api_token, inbox, inbox_agent, inbox_team, chatflow,
    contact, visitor, conversation, entry, conversation_start, participant_cursor, node,
    agent_connection;
