-- Configuration: what admins write and every node keeps in memory. Nothing here is read on the
-- page-view path. Every key starts with the portal; composite foreign keys keep tenants apart.

CREATE TABLE portal (
    id              uuid PRIMARY KEY,
    name            text NOT NULL,
    origins         text[] NOT NULL DEFAULT '{}',      -- exact origins the widget may run on
    active          boolean NOT NULL DEFAULT true,
    privacy         boolean NOT NULL DEFAULT false,    -- data-privacy settings on (O2)
    version         bigint NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE team (
    portal          uuid NOT NULL REFERENCES portal (id),
    id              uuid NOT NULL,
    name            text NOT NULL,
    version         bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (portal, id)
);

CREATE TABLE agent (
    portal          uuid NOT NULL REFERENCES portal (id),
    id              uuid NOT NULL,
    name            text NOT NULL,                     -- full name, "Anna Schmidt"
    first_name      text NOT NULL DEFAULT '',
    email           text NOT NULL,
    avatar_url      text,
    role            text NOT NULL CHECK (role IN ('viewer', 'agent', 'lead', 'admin')),
    permissions     text[] NOT NULL DEFAULT '{}',      -- beyond the role's: 'chatflows.edit'
    seat            boolean NOT NULL DEFAULT false,    -- paid seat: may be routed to (B6)
    active          boolean NOT NULL DEFAULT true,
    capacity        integer CHECK (capacity >= 0),     -- open conversations at once; null: no limit
    working_hours   jsonb,                             -- null: always; with its own zone (H6)
    status          text NOT NULL DEFAULT 'away' CHECK (status IN ('available', 'away')),
    status_at       timestamptz NOT NULL DEFAULT now(),
    status_by       uuid,                              -- the agent who set it; a supervisor, perhaps
    open            integer NOT NULL DEFAULT 0 CHECK (open >= 0),
    last_assigned_at timestamptz,
    version         bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (portal, id),
    UNIQUE (portal, email)
);

CREATE TABLE team_member (
    portal          uuid NOT NULL,
    team            uuid NOT NULL,
    agent           uuid NOT NULL,
    main            boolean NOT NULL,                  -- only main members are routed to (B5)
    PRIMARY KEY (portal, team, agent),
    FOREIGN KEY (portal, team) REFERENCES team (portal, id) ON DELETE CASCADE,
    FOREIGN KEY (portal, agent) REFERENCES agent (portal, id) ON DELETE CASCADE
);

-- API tokens: `cg_<prefix>_<secret>`; only the SHA-256 of the secret is kept.
CREATE TABLE api_token (
    prefix          text PRIMARY KEY,
    hash            bytea NOT NULL,
    portal          uuid NOT NULL,
    agent           uuid NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz,
    revoked_at      timestamptz,
    FOREIGN KEY (portal, agent) REFERENCES agent (portal, id) ON DELETE CASCADE
);

CREATE TABLE inbox (
    portal          uuid NOT NULL REFERENCES portal (id),
    id              uuid NOT NULL,
    name            text NOT NULL,
    channel         jsonb NOT NULL,                    -- colour, placement, availability, behaviours
    version         bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (portal, id)
);

-- Who may work in an inbox: agents by name, or teams.
CREATE TABLE inbox_agent (
    portal          uuid NOT NULL,
    inbox           uuid NOT NULL,
    agent           uuid NOT NULL,
    PRIMARY KEY (portal, inbox, agent),
    FOREIGN KEY (portal, inbox) REFERENCES inbox (portal, id) ON DELETE CASCADE,
    FOREIGN KEY (portal, agent) REFERENCES agent (portal, id) ON DELETE CASCADE
);

CREATE TABLE inbox_team (
    portal          uuid NOT NULL,
    inbox           uuid NOT NULL,
    team            uuid NOT NULL,
    PRIMARY KEY (portal, inbox, team),
    FOREIGN KEY (portal, inbox) REFERENCES inbox (portal, id) ON DELETE CASCADE,
    FOREIGN KEY (portal, team) REFERENCES team (portal, id) ON DELETE CASCADE
);

CREATE TABLE chatflow (
    portal          uuid NOT NULL REFERENCES portal (id),
    id              uuid NOT NULL,
    inbox           uuid NOT NULL,
    name            text NOT NULL,
    published       boolean NOT NULL DEFAULT false,
    position        integer NOT NULL,                  -- 1 is tried first (P5)
    definition      jsonb NOT NULL,                    -- build, target, display, options
    version         bigint NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (portal, id),
    FOREIGN KEY (portal, inbox) REFERENCES inbox (portal, id)
);
