package parley.gateway.access;

import static parley.gateway.access.Role.ADMIN;
import static parley.gateway.access.Role.AGENT;
import static parley.gateway.access.Role.LEAD;
import static parley.gateway.access.Role.VIEWER;

import org.jspecify.annotations.Nullable;

/// Everything an agent can ask for, over REST or WebSocket, with what it takes to be allowed.
public enum Command {
    /// Reads who the caller is.
    READ_SELF(VIEWER),
    /// Opens the agent WebSocket.
    CONNECT(VIEWER),

    /// Reads the portal's settings.
    READ_PORTAL(VIEWER),
    /// Changes the portal's settings.
    EDIT_PORTAL(ADMIN),
    /// Lists or reads inboxes.
    READ_INBOX(VIEWER),
    /// Creates, changes or deletes an inbox.
    EDIT_INBOX(ADMIN),
    /// Lists or reads teams.
    READ_TEAM(VIEWER),
    /// Creates, changes or deletes a team.
    EDIT_TEAM(ADMIN),
    /// Lists or reads agents.
    READ_AGENT(VIEWER),
    /// Creates, changes or deactivates an agent.
    EDIT_AGENT(ADMIN),
    /// Lists the tokens of an agent, never their secrets.
    READ_TOKEN(ADMIN),
    /// Creates or revokes a token of an agent.
    EDIT_TOKEN(ADMIN),
    /// Lists or reads chatflows.
    READ_CHATFLOW(VIEWER),
    /// Creates, edits, publishes, unpublishes, orders or deletes chatflows.
    EDIT_CHATFLOW(VIEWER, Permission.CHATFLOWS_EDIT),
    /// Asks why a page view gets what it gets, and what a draft would change.
    EXPLAIN(VIEWER),

    /// Sets the caller's own status.
    SET_OWN_STATUS(AGENT),
    /// Sets the status of another agent.
    SET_STATUS(LEAD),

    /// Lists the threads of an inbox, or follows its list.
    LIST_THREADS(VIEWER),
    /// Reads a thread and its history, or watches it.
    READ_THREAD(VIEWER),
    /// Writes to the visitor.
    REPLY(AGENT),
    /// Writes an internal comment.
    COMMENT(AGENT),
    /// Takes, assigns or unassigns a thread.
    ASSIGN(AGENT),
    /// Closes a thread.
    CLOSE(AGENT),
    /// Opens a closed thread again.
    REOPEN(AGENT),
    /// Shows the visitor that somebody types.
    TYPE(AGENT),
    /// Moves the caller's own read cursor.
    MOVE_CURSOR(VIEWER);

    private final Role least;
    private final @Nullable Permission permission;

    Command(Role least) {
        this(least, null);
    }

    Command(Role least, @Nullable Permission permission) {
        this.least = least;
        this.permission = permission;
    }

    /// The lowest role that may.
    public Role least() {
        return least;
    }

    /// The permission it takes beside the role; null if none.
    public @Nullable Permission permission() {
        return permission;
    }
}
