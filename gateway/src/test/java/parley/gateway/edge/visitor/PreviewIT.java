package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.availability.AgentBuilder.agent;
import static parley.gateway.edge.visitor.TestTab.field;
import static parley.gateway.postgres.StoreFixture.get;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parley.gateway.access.Portal;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.Staff;
import parley.gateway.chatflow.Build;
import parley.gateway.chatflow.Build.EmailCapture;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.Options;
import parley.gateway.chatflow.Options.ProcessConsent;
import parley.gateway.chatflow.Target;
import parley.gateway.session.LivePages.Counted;
import parley.gateway.session.PortalExtras;
import parley.gateway.session.PortalFacts;
import parley.gateway.session.SendLimit;
import parley.gateway.session.preview.PreviewTokens;
import parley.gateway.visitor.VisitorSettings;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.PortalId;

@DisplayName("P1 A draft on the real page, over a real socket and a real PostgreSQL")
class PreviewIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private ChatNode node;
    private AgentId editor;

    /// The chatflow is a draft that no page view matches, of a portal whose editor is Anna.
    @BeforeEach
    void open() {
        node = new ChatNode(SendLimit.PEOPLE, it -> it);
        editor = node.stored().anna;
        node.stored()
                .sql(
                        "UPDATE agent SET permissions = '{chatflows.edit}' WHERE id = ?",
                        editor.value());
        var staff = new Staff(Map.of(editor, agent(editor).state()), Map.of());
        node.change(it -> with(it, staff, draft(it.chatflows().getFirst(), "Hi, draft")));
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    @DisplayName("is shown on any page, and to nobody but its editor")
    void shown() {
        try (var visitor = node.connected();
                var preview = node.dial()) {
            var ready = connect(preview, token(null), null);
            assertThat(ready).contains("Hi, draft", "\"saved\":true").doesNotContain("\"token\"");
            preview.say("{\"type\":\"page\",\"url\":\"https://shop.example/elsewhere\"}");
            preview.say("{\"type\":\"ping\",\"t\":1}");
            assertThat(preview.next("decision", "pong")).as("nothing changed").contains("pong");
            visitor.say("{\"type\":\"ping\",\"t\":1}");
            assertThat(visitor.next("decision", "pong")).contains("pong");
        }
    }

    @Test
    @DisplayName("follows what is saved, while the page is open; an edit that is not saved stays")
    void edited() {
        try (var saved = node.dial();
                var unsaved = node.dial()) {
            connect(saved, token(null), null);
            var edit = node.chatflow().definition().withBuild(build("Not saved"));
            assertThat(connect(unsaved, token(edit), null))
                    .contains("Not saved", "\"saved\":false");
            node.change(
                    it -> with(it, it.staff(), draft(it.chatflows().getFirst(), "Saved again")));
            assertThat(saved.next("decision")).contains("Saved again");
            unsaved.say("{\"type\":\"ping\",\"t\":1}");
            assertThat(unsaved.next("decision", "pong")).contains("pong");
        }
    }

    @ParameterizedTest(name = "{0}: {1}, {2}")
    @CsvSource({
        "available, available, chat",
        "away,      away,      away_message",
        "full,      full,      wait",
    })
    @DisplayName("can be looked at as if the team were")
    void pretended(String as, String state, String show) {
        node.change(it -> with(it, inbox(it.inboxes().values().iterator().next())));
        try (var preview = node.dial()) {
            assertThat(connect(preview, token(null), as))
                    .contains("\"state\":\"%s\",\"show\":\"%s\"".formatted(state, show));
        }
    }

    @Test
    @DisplayName("asks what it would ask, believes the answers, and stores nothing of it all")
    void storesNothing() {
        node.change(it -> asking(it));
        get(node.counters.flush().thenReturn(1));
        var before = node.everyTable();
        assertThat(before)
                .containsKeys("visitor", "conversation", "chatflow_count", "consent_record");
        try (var preview = node.dial()) {
            var ready = connect(preview, token(null), null);
            assertThat(refused(preview)).contains("consent_required");
            var version =
                    ready.replaceAll(".*\"kind\":\"process\"[^}]*\"version\":\"(\\w+)\".*", "$1");
            preview.say(
                    "{\"type\":\"consent\",\"kind\":\"process\",\"version\":\"%s\",\"answer\":true}"
                            .formatted(version));
            assertThat(preview.next("decision")).contains("\"email\"").doesNotContain("consents");
            assertThat(refused(preview)).contains("email_required");
            preview.say("{\"type\":\"contact\",\"email\":\"anna@example.com\"}");
            assertThat(preview.next("decision")).doesNotContain("\"gates\"");
            assertThat(refused(preview)).contains("\"preview\"", "\"definite\":true");
            preview.say("{\"type\":\"opened\"}")
                    .say("{\"type\":\"search\",\"q\":\"returns\"}")
                    .next("results");
            var conversation = UUID.randomUUID();
            for (var frame :
                    List.of(
                            "{\"type\":\"sync\",\"conv\":\"%s\",\"after\":0,\"limit\":9}",
                            "{\"type\":\"survey\",\"conv\":\"%s\",\"answers\":{}}")) {
                assertThat(preview.say(frame.formatted(conversation)).next("error"))
                        .contains("not_found");
            }
            preview.say("{\"type\":\"typing\",\"conv\":\"%s\"}".formatted(conversation))
                    .say(
                            "{\"type\":\"cursor\",\"conv\":\"%s\",\"read\":1,\"delivered\":1}"
                                    .formatted(conversation))
                    .say("{\"type\":\"identify\",\"token\":\"x\"}");
            assertThat(preview.next("error")).contains("forbidden");
            assertThat(wouldSee()).as("no page view").isEqualTo(new Counted("test", 0, 0, 0, 0));
        }
        get(node.counters.flush().thenReturn(1));
        assertThat(node.everyTable()).isEqualTo(before);
        assertThat(node.edge().meters().find("chat.flow.eval").timer().count()).isZero();
    }

    @Test
    @DisplayName("leaves nothing behind in the tab: the same page is a visitor's again")
    void andThenAVisitor() {
        var before = node.everyTable();
        var tab = UUID.randomUUID();
        try (var socket = node.edge().upgraded(node.portal(), "https://shop.example")) {
            socket.text(frame(token(null), null, tab));
            socket.next("ready");
        }
        assertThat(node.everyTable()).isEqualTo(before);
        try (var visitor = node.connected()) {
            assertThat(visitor.token()).startsWith("v1.");
        }
    }

    @Test
    @DisplayName("121, 71 is limited as visitors are")
    void limited() {
        try (var preview = node.dial()) {
            connect(preview, token(null), null);
            for (int i = 0; i < 20; i++) {
                preview.send(UUID.randomUUID(), "again");
            }
            var last = "";
            for (int i = 0; i < 20; i++) {
                last = preview.next("nack");
            }
            assertThat(last).contains("rate_limited");
        }
    }

    @Test
    @DisplayName("ends when the link does, and says so")
    void ends() {
        var soon = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(3).minusHours(1));
        var token = ChatNode.previews(soon).mint(node.portal(), flow(), editor, null).token();
        try (var preview = node.dial()) {
            preview.say(frame(token, null, UUID.randomUUID()));
            assertThat(preview.next("error")).contains("preview_ended", "preview: expired");
            assertThat(preview.closeCode()).isEqualTo(4403);
        }
    }

    @Test
    @DisplayName("ends when the chatflow is deleted, or its editor leaves")
    void gone() {
        try (var preview = node.dial()) {
            connect(preview, token(null), null);
            node.change(it -> new PortalFacts(it.portal(), List.of(), it.inboxes(), it.staff()));
            assertThat(preview.next("error")).contains("preview_ended", "preview: gone");
            assertThat(preview.closeCode()).isEqualTo(4403);
        }
    }

    @ParameterizedTest
    @CsvSource({"expired", "forged", "foreign", "malformed", "gone", "forbidden", "deactivated"})
    @DisplayName("is refused with the reason, and 4403")
    void refusedWith(String reason) {
        var token =
                switch (reason) {
                    case "expired" -> minted(Duration.ofHours(-1), node.portal(), flow());
                    case "foreign" ->
                            minted(Duration.ZERO, new PortalId(UUID.randomUUID()), flow());
                    case "gone" ->
                            minted(Duration.ZERO, node.portal(), new ChatflowId(UUID.randomUUID()));
                    case "forged" -> token(null).replaceAll("..$", "AA");
                    case "malformed" -> "v1.k1.AA.AA";
                    default -> token(null);
                };
        if (reason.equals("forbidden")) {
            node.stored().sql("UPDATE agent SET permissions = '{}'");
        }
        if (reason.equals("deactivated")) {
            var gone = agent(editor).active(false).state();
            node.change(it ->
                    with(it, new Staff(Map.of(editor, gone), Map.of()), it.chatflows().getFirst()));
        }
        try (var preview = node.dial()) {
            preview.say(frame(token, null, UUID.randomUUID()));
            var said = reason.equals("deactivated") ? "forbidden" : reason;
            assertThat(preview.next("ready", "error")).contains("\"preview: " + said + '"');
            assertThat(preview.closeCode()).isEqualTo(4403);
        }
    }

    // ---- what is asked ------------------------------------------------------------------------

    private String connect(TestTab preview, String token, @Nullable String as) {
        return preview.say(frame(token, as, UUID.randomUUID())).next("ready", "error");
    }

    private String frame(String token, @Nullable String as, UUID tab) {
        var pretence = as == null ? "" : ",\"as\":\"" + as + '"';
        var preview = ",\"preview\":{\"token\":\"%s\"%s}".formatted(token, pretence);
        return TestTab.connectFrame(node.portal().toString(), tab, preview);
    }

    private static String refused(TestTab preview) {
        var cmid = UUID.randomUUID();
        var nack = preview.send(cmid, "Hello?").next("ack", "nack");
        assertThat(field(nack, "cmid")).isEqualTo(cmid.toString());
        return nack;
    }

    private Counted wouldSee() {
        return node.edge().pages().wouldSee(node.portal(), node.chatflow()).block(PATIENCE);
    }

    private ChatflowId flow() {
        return node.chatflow().id();
    }

    private String token(@Nullable Definition unsaved) {
        return ChatNode.previews(Clock.systemUTC())
                .mint(node.portal(), flow(), editor, unsaved)
                .token();
    }

    private String minted(Duration ago, PortalId portal, ChatflowId chatflow) {
        PreviewTokens tokens = ChatNode.previews(Clock.offset(Clock.systemUTC(), ago));
        return tokens.mint(portal, chatflow, editor, null).token();
    }

    // ---- what the portal is -------------------------------------------------------------------

    private static Build build(String welcome) {
        var initial = Definition.initial().build();
        return new Build(welcome, false, initial.routing(), initial.emailCapture());
    }

    /// Not published, and on no page.
    private static Chatflow draft(Chatflow it, String welcome) {
        var definition =
                it.definition()
                        .withBuild(build(welcome))
                        .withTarget(new Target(List.of(), List.of(), List.of(), List.of(), false));
        return changed(it, _ -> definition);
    }

    private static Chatflow changed(Chatflow it, UnaryOperator<Definition> change) {
        return new Chatflow(
                it.id(),
                it.portal(),
                it.inbox(),
                it.name(),
                false,
                1,
                it.version() + 1,
                it.createdAt(),
                change.apply(it.definition()));
    }

    private static PortalFacts with(PortalFacts facts, Staff staff, Chatflow chatflow) {
        return new PortalFacts(
                facts.portal(), List.of(chatflow), facts.inboxes(), staff, facts.extras());
    }

    private static PortalFacts with(PortalFacts facts, Inbox inbox) {
        return new PortalFacts(
                facts.portal(),
                facts.chatflows(),
                Map.of(inbox.id(), inbox),
                facts.staff(),
                facts.extras());
    }

    private static Inbox inbox(Inbox it) {
        var channel =
                new Channel(
                        it.channel().accent(),
                        it.channel().placement(),
                        new Channel.Mode.Agents(new Channel.AwayMessage("Back soon")),
                        new Channel.WaitMessage("One moment"),
                        it.channel().replyTime());
        return new Inbox(it.portal(), it.id(), it.name(), channel, it.agents(), it.teams(), 2);
    }

    /// Explicit consent, an address, and a knowledge base.
    private static PortalFacts asking(PortalFacts facts) {
        var portal = facts.portal();
        var explicit = new ProcessConsent(ProcessConsent.Mode.EXPLICIT, "We store it.");
        var options = new Options("en", Options.CookieConsent.OFF, explicit, null, null);
        var capture = new EmailCapture(EmailCapture.When.BEFORE_FIRST_MESSAGE, null, "Where?");
        var initial = Definition.initial().build();
        var flow =
                changed(
                        facts.chatflows().getFirst(),
                        it ->
                                it.withOptions(options)
                                        .withBuild(
                                                new Build("Hi", true, initial.routing(), capture)));
        return new PortalFacts(
                new Portal(portal.id(), portal.name(), portal.origins(), true, true, 1),
                List.of(flow),
                facts.inboxes(),
                facts.staff(),
                new PortalExtras(
                        VisitorSettings.initial(portal.id()),
                        List.of(),
                        3,
                        facts.extras().subscriptions(),
                        Map.of(),
                        Map.of()));
    }
}
