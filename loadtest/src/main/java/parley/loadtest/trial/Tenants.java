package parley.loadtest.trial;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import parley.loadtest.cluster.Tables;
import parley.loadtest.crowd.Load;
import parley.loadtest.crowd.Portal;

/// Makes the portals of a run.
final class Tenants {
    private static final String CHANNEL =
            "{\"accent\":\"#1e6b4a\",\"mode\":\"always\",\"replyTime\":\"minutes\"}";
    private static final String DEFINITION =
            """
            {"build":{"welcome":"Welcome!"},
             "target":{"include":[{"type":"url","operator":"all_pages"}]},
             "display":{"heading":{"kind":"branding","name":"Shop"},
                        "desktop":"prompt","mobile":"launcher"}}
            """;

    private final SplittableRandom random;

    Tenants(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /// Portals for a load, each with an inbox, its agents and one chatflow for every page.
    List<Portal> create(Connection connection, Load load) throws SQLException {
        var tables = new Tables(connection, random);
        var portals = new ArrayList<Portal>();
        for (int number = 0; number < load.portals(); number++) {
            int agents =
                    load.agents() / load.portals()
                            + (number < load.agents() % load.portals() ? 1 : 0);
            portals.add(create(tables, number, agents));
        }
        return portals;
    }

    private Portal create(Tables tables, int number, int agents) throws SQLException {
        var portal = tables.portal("Portal " + number);
        var inbox = tables.inbox(portal, "Shop", CHANNEL);
        tables.chatflow(portal, inbox, 1, DEFINITION);
        var desks = new ArrayList<Portal.Desk>();
        for (int agent = 0; agent < agents; agent++) {
            var credential = tables.agent(portal, inbox, agent);
            desks.add(new Portal.Desk(credential.agent(), credential.token()));
        }
        return new Portal(portal, inbox, random.nextLong(), desks);
    }
}
