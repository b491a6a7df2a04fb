package parley.loadtest.push;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import parley.loadtest.cluster.Tables;
import parley.loadtest.cluster.Tables.Credential;

/// The portals of a run. Each has two teams of one agent: one is there while its agent is, and
/// answers for `/help`; the other always is, and answers for the other pages.
///
/// @param shops the first is the one whose agent comes and goes
record Shops(List<Shop> shops) {
    static final String HELP = "/help";
    static final String ELSEWHERE = "/products";

    private static final String BY_AGENTS =
            """
            {"accent":"#1e6b4a","mode":"agents",
             "offline":{"show":"away_message","message":"Back soon."},"replyTime":"minutes"}
            """;
    private static final String ALWAYS =
            "{\"accent\":\"#1e6b4a\",\"mode\":\"always\",\"replyTime\":\"minutes\"}";

    /// Copies the list.
    Shops {
        shops = List.copyOf(shops);
    }

    /// @param agent the only one who answers for [#HELP]
    record Shop(UUID portal, Credential agent) {}

    static Shops create(Tables tables, int count) throws SQLException {
        var shops = new ArrayList<Shop>();
        for (int number = 0; number < count; number++) {
            var portal = tables.portal("Shop " + number);
            var help = tables.inbox(portal, "Help", BY_AGENTS);
            var sales = tables.inbox(portal, "Sales", ALWAYS);
            tables.chatflow(portal, help, 1, definition("contains", "\"value\":\"" + HELP + "\","));
            tables.chatflow(portal, sales, 2, definition("all_pages", ""));
            shops.add(new Shop(portal, tables.agent(portal, help, 0)));
            var _ = tables.agent(portal, sales, 1);
        }
        return new Shops(shops);
    }

    private static String definition(String operator, String value) {
        return """
        {"build":{"welcome":"Welcome!"},
         "target":{"include":[{"type":"url",%s"operator":"%s"}]},
         "display":{"heading":{"kind":"branding","name":"Shop"},
                    "desktop":"prompt","mobile":"launcher"}}
        """
                .formatted(value, operator);
    }

    Shop first() {
        return shops.getFirst();
    }
}
