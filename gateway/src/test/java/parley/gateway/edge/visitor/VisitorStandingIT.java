package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.edge.visitor.TestTab.field;
import static parley.gateway.edge.visitor.TestTab.sendFrame;
import static parley.gateway.postgres.StoreFixture.get;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import parley.gateway.access.Portal;
import parley.gateway.chatflow.Build;
import parley.gateway.chatflow.Build.EmailCapture;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.Display;
import parley.gateway.chatflow.Fact;
import parley.gateway.chatflow.Options;
import parley.gateway.chatflow.Options.ProcessConsent;
import parley.gateway.chatflow.Target;
import parley.gateway.chatflow.TargetingRule;
import parley.gateway.conversation.Append;
import parley.gateway.fanout.Event;
import parley.gateway.postgres.StoreFixture;
import parley.gateway.report.Survey;
import parley.gateway.session.PortalExtras;
import parley.gateway.session.PortalFacts;
import parley.gateway.session.SendLimit;
import parley.gateway.visitor.EmailAddress;
import parley.gateway.visitor.IdentificationTokens;
import parley.gateway.visitor.Identity;
import parley.gateway.visitor.IdentityKey;
import parley.gateway.visitor.VisitorSettings;
import parley.protocol.value.Actor;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ContactId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.MessageText;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;

@DisplayName("Who a visitor is and agreed to, over a real socket and a real PostgreSQL")
class VisitorStandingIT {
    private static final IdentityKey KEY =
            new IdentityKey(new UUID(7, 7), new byte[32], Instant.EPOCH);
    private static final UUID NEWS = UUID.randomUUID();
    private static final UUID SURVEY = UUID.randomUUID();

    private ChatNode node;

    @BeforeEach
    void open() {
        node = new ChatNode(SendLimit.PEOPLE, it -> with(it, extras(it.portal().id())));
        node.stored()
                .sql(
                        "INSERT INTO subscription_type (portal, id, name) VALUES (?, ?, 'News')",
                        node.portal().value(),
                        NEWS);
        node.stored()
                .sql(
                        "INSERT INTO survey (portal, id, name, delivery, questions)"
                                + " VALUES (?, ?, 'S', 'chat', '[]')",
                        node.portal().value(),
                        SURVEY);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Nested
    @DisplayName("Consent")
    class Consent {
        @Test
        @DisplayName("PRV-01 a message without it is refused and leaves no row")
        void refused() {
            explicit("We store it.");
            try (var tab = node.connected()) {
                var nack = tab.send(UUID.randomUUID(), "Hello?").next("nack");
                assertThat(nack).contains("consent_required", "\"definite\":true");
                assertThat(node.rows()).isZero();
            }
        }

        @Test
        @DisplayName("PRV-02 who agreed may write at once, and is not asked after a reload")
        void agreed() {
            explicit("We store it.");
            var tab = node.dial();
            var ready = connect(tab);
            var version = version(ready, "process");
            var cmid = UUID.randomUUID();
            tab.say(consent("process", version, true)).send(cmid, "Hello?");
            assertThat(field(tab.next("ack"), "cmid")).isEqualTo(cmid.toString());
            tab.close();
            assertThat(node.stored().ask("SELECT basis || ' ' || version FROM consent_record"))
                    .containsExactly("consent " + version);
            assertThat(node.stored().ask("SELECT body FROM consent_text"))
                    .containsExactly("We store it.");
            try (var again = node.dial()) {
                assertThat(connect(again, field(ready, "token"))).doesNotContain("consents");
                again.acked(sendFrame(UUID.randomUUID(), null, "me again"));
            }
        }

        @Test
        @DisplayName(
                "PRV-03 an edited text is asked for before the next message; what is stored stays")
        void edited() {
            explicit("We store it.");
            try (var tab = node.dial()) {
                var cmid = UUID.randomUUID();
                tab.say(consent("process", version(connect(tab), "process"), true))
                        .send(cmid, "Hello?");
                var conversation = ConversationId.of(field(tab.next("ack"), "conv"));
                explicit("We store it for a year.");
                var decision = tab.next("decision");
                var nack = tab.send(UUID.randomUUID(), conversation, "more").next("nack");
                assertThat(nack).contains("consent_required");
                var again = tab.send(cmid, "Hello?").next("ack", "nack");
                assertThat(again).as("stored before").contains("\"type\":\"ack\"");
                tab.say(consent("process", version(decision, "process"), true));
                tab.acked(sendFrame(UUID.randomUUID(), conversation, "more"));
            }
        }

        @Test
        @DisplayName("PRV-04 under legitimate interest the first message brings its record")
        void implied() {
            process(ProcessConsent.Mode.LEGITIMATE_INTEREST, "We store it.");
            try (var tab = node.dial()) {
                var version = version(connect(tab), "process");
                var conversation = tab.start("Hello?");
                tab.acked(sendFrame(UUID.randomUUID(), conversation, "more"));
                assertThat(
                                node.stored()
                                        .ask(
                                                "SELECT basis || ' ' || version || ' ' || conversation"
                                                        + " FROM consent_record"))
                        .containsExactly("legitimate_interest " + version + " " + conversation);
            }
        }

        @Test
        @DisplayName("PRV-05 cookies that are refused leave no record, and the chat goes on")
        void cookies() {
            options(new Options("en", Options.CookieConsent.BEFORE_CHAT, OFF, null, null));
            try (var tab = node.dial()) {
                assertThat(connect(tab)).contains("\"kind\":\"cookie\"", "\"ask\":\"start\"");
                tab.say(consent("cookie", "1", false));
                tab.start("Hello?");
                assertThat(node.stored().count("SELECT count(*) FROM consent_record")).isZero();
            }
        }

        @Test
        @DisplayName(
                "PRV-09 a ticked box waits for an address, and is dropped when the chat closes")
        void pending() {
            box();
            try (var tab = node.dial();
                    var other = node.dial()) {
                var version = version(connect(tab), "communication");
                connect(other);
                for (var each : List.of(tab, other)) {
                    each.say(consent("communication", version, true)).start("Hello?");
                }
                assertThat(node.stored().count("SELECT count(*) FROM enrolment")).isEqualTo(2);
                tab.say(contact("Anna@example.com")).next("entry");
                Waiting.until(() ->
                        node.stored()
                                .ask("SELECT email FROM subscription")
                                .equals(List.of("anna@example.com")));
                node.stored()
                        .ask(
                                "SELECT seq FROM conversation c,"
                                        + " close_conversation(c.portal, c.id, NULL, 'test')");
                assertThat(node.stored().count("SELECT count(*) FROM enrolment")).isZero();
                assertThat(node.stored().count("SELECT count(*) FROM subscription")).isEqualTo(1);
            }
        }

        @Test
        @DisplayName("PRV-10 a box that is not ticked enrols nobody, and is in nobody's way")
        void unticked() {
            box();
            try (var tab = node.dial()) {
                var version = version(connect(tab), "communication");
                tab.say(consent("communication", version, false)).start("Hello?");
                assertThat(node.stored().count("SELECT count(*) FROM enrolment")).isZero();
            }
        }

        @Test
        @DisplayName("an answer to what is not asked is refused, and changes nothing")
        void unasked() {
            try (var tab = node.connected()) {
                tab.say(consent("process", "made up", true));
                assertThat(tab.next("error")).contains("bad_request", "version");
                assertThat(node.rows()).isZero();
            }
        }
    }

    @Nested
    @DisplayName("An address that a visitor leaves")
    class Email {
        @Test
        @DisplayName("EML-03 is demanded before the first message where the chatflow says so")
        void demanded() {
            capture(EmailCapture.When.BEFORE_FIRST_MESSAGE);
            try (var tab = node.connected()) {
                var cmid = UUID.randomUUID();
                assertThat(tab.send(cmid, "Hello?").next("nack")).contains("email_required");
                assertThat(node.rows()).isZero();
                tab.say(contact("anna@example.com")).send(cmid, "Hello?");
                var conversation = ConversationId.of(field(tab.next("ack"), "conv"));
                tab.acked(sendFrame(UUID.randomUUID(), conversation, "more"));
            }
        }

        @Test
        @DisplayName(
                "EML-01, GRP-20 makes a contact: nothing is asked again, and the thread goes on")
        void known() {
            capture(EmailCapture.When.AFTER_FIRST_MESSAGE);
            try (var tab = node.dial()) {
                assertThat(connect(tab)).contains("after_first_message");
                var conversation = tab.start("Hello?");
                tab.next("live");
                tab.say(contact("anna@example.com"));
                var entry = tab.next("entry");
                assertThat(entry).contains("\"kind\":\"email\"", "anna@example.com");
                assertThat(tab.next("decision")).doesNotContain("gates");
                tab.acked(sendFrame(UUID.randomUUID(), conversation, "more"));
                assertThat(node.stored().ask("SELECT email FROM contact"))
                        .containsExactly("anna@example.com");
            }
        }

        @Test
        @DisplayName(
                "EML-05, 97 that somebody else has is a claim: no history, no contact, no properties")
        void claimed() {
            var theirs = node.connected();
            theirs.say(contact("anna@example.com")).start("my secret");
            theirs.close();
            try (var tab = node.connected()) {
                tab.start("I am Anna");
                tab.next("live");
                tab.say(contact("ANNA@example.com"));
                assertThat(tab.next("entry")).contains("\"verified\":\"false\"");
                try (var again = tab.again(UUID.randomUUID(), null)) {
                    assertThat(field(again.next("entry"), "body")).isEqualTo("I am Anna");
                    again.next("live");
                }
                assertThat(
                                node.stored()
                                        .ask(
                                                "SELECT claimed_email FROM visitor"
                                                        + " WHERE contact IS NULL"))
                        .containsExactly("anna@example.com");
            }
        }

        @Test
        @DisplayName("EML-06 that is none is refused in words, and the chat goes on")
        void bad() {
            try (var tab = node.connected()) {
                tab.say(contact("anna"));
                assertThat(tab.next("error")).contains("bad_request", "email: ");
                tab.start("Hello?");
            }
        }
    }

    @Nested
    @DisplayName("Identification")
    class Identification {
        @Test
        @DisplayName("IDN-01 makes the visitor the person, with history from other devices")
        void history() {
            ConversationId conversation;
            try (var phone = node.dial()) {
                connectAs(phone, "anna@example.com");
                conversation = phone.start("from my phone");
            }
            try (var desk = node.dial()) {
                var ready = connectAs(desk, "anna@example.com");
                assertThat(ready).contains(conversation.toString());
                assertThat(field(desk.next("entry"), "body")).isEqualTo("from my phone");
                desk.next("live");
                desk.acked(sendFrame(UUID.randomUUID(), conversation, "from my desk"));
            }
            assertThat(node.bodies(conversation)).containsExactly("from my phone", "from my desk");
        }

        @Test
        @DisplayName("IDN-02, IDN-03 a proof that is not good: anonymous, told so, no history")
        void refused() {
            try (var phone = node.dial()) {
                connectAs(phone, "anna@example.com");
                phone.start("secret");
            }
            var late =
                    new IdentificationTokens(
                            Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-721)));
            var old = late.mint(node.portal(), KEY, identity("anna@example.com"));
            for (var proof :
                    List.of(
                            identityField("anna@example.com", old),
                            identityField("b@example.com", token("anna@example.com")),
                            identityField("anna@example.com", "nonsense"))) {
                try (var tab = node.dial()) {
                    tab.say(
                            TestTab.connectFrame(
                                    node.portal().toString(), UUID.randomUUID(), proof));
                    assertThat(tab.next("ready")).contains("\"conversations\":[]");
                    assertThat(tab.next("error")).contains("identification_failed");
                }
            }
        }

        @Test
        @DisplayName("IDN-04 an open anonymous thread comes along once, and stays the sender's own")
        void comesAlong() {
            try (var phone = node.dial()) {
                connectAs(phone, "anna@example.com");
            }
            try (var tab = node.connected()) {
                var cmid = UUID.randomUUID();
                var ack = tab.acked(sendFrame(cmid, null, "anonymous"));
                var conversation = ConversationId.of(field(ack, "conv"));
                tab.next("live");
                tab.say(identify("anna@example.com"));
                assertThat(tab.next("ready")).contains(conversation.toString());
                var again = tab.acked(sendFrame(cmid, conversation, "anonymous"));
                assertThat(field(again, "seq")).as("sent again").isEqualTo("1");
                tab.say(identify("anna@example.com"));
                tab.next("ready");
                tab.acked(sendFrame(UUID.randomUUID(), conversation, "known"));
                assertThat(
                                node.stored()
                                        .ask(
                                                "SELECT data->>'verified' FROM entry"
                                                        + " WHERE kind = 'email'"))
                        .containsExactly("true");
            }
        }

        @Test
        @DisplayName(
                "IDN-04 the first to be identified keeps the browser's identity and its thread")
        void first() {
            try (var tab = node.connected()) {
                var conversation = tab.start("anonymous");
                tab.next("live");
                tab.say(identify("anna@example.com"));
                assertThat(tab.next("ready")).contains(conversation.toString());
                tab.acked(sendFrame(UUID.randomUUID(), conversation, "known"));
            }
        }

        @Test
        @DisplayName(
                "PEER-22, IDN-05 the next person on the same computer sees nothing of the first")
        void next() {
            String token;
            ConversationId conversation;
            try (var anna = node.dial()) {
                token = field(connectAs(anna, "anna@example.com"), "token");
                conversation = anna.start("Anna's secret");
            }
            try (var bob = node.dial()) {
                bob.say(
                        TestTab.connectFrame(
                                node.portal().toString(),
                                UUID.randomUUID(),
                                ",\"token\":\""
                                        + token
                                        + "\""
                                        + identityField(
                                                "bob@example.com", token("bob@example.com"))));
                assertThat(bob.next("ready")).contains("\"conversations\":[]");
                var nack = bob.send(UUID.randomUUID(), conversation, "mine?").next("nack");
                assertThat(nack).contains("not_found");
            }
            assertThat(node.bodies(conversation)).containsExactly("Anna's secret");
        }

        @Test
        @DisplayName("messages right behind identify are the person's, in order")
        void behind() {
            try (var tab = node.connected()) {
                var conversation = tab.start("one");
                tab.next("live");
                tab.say(identify("anna@example.com"));
                tab.send(UUID.randomUUID(), conversation, "two");
                tab.send(UUID.randomUUID(), conversation, "three");
                tab.next("ready");
                tab.next("ack");
                tab.next("ack");
                assertThat(node.bodies(conversation)).contains("one", "two", "three");
            }
        }

        @Test
        @DisplayName("GRP-19, GRP-21 lists and properties decide at once, and when they change")
        void targeting() {
            node.change(it -> definition(it, flow -> flow.withTarget(inList("VIP"))));
            try (var tab = node.dial()) {
                assertThat(connectAs(tab, "anna@example.com")).contains("\"show\":\"hidden\"");
                var contact =
                        UUID.fromString(node.stored().ask("SELECT id FROM contact").getFirst());
                var list = UUID.randomUUID();
                node.stored()
                        .sql(
                                "INSERT INTO contact_list (portal, id, name) VALUES (?, ?, 'VIP')",
                                node.portal().value(),
                                list);
                node.stored()
                        .sql(
                                "INSERT INTO contact_list_member VALUES (?, ?, ?)",
                                node.portal().value(),
                                list,
                                contact);
                node.ring(new Event.ContactChanged(node.portal(), new ContactId(contact)));
                assertThat(tab.next("decision")).contains("\"show\":\"chat\"");
                node.stored().sql("DELETE FROM contact_list_member");
                node.ring(new Event.ContactChanged(node.portal(), null));
                assertThat(tab.next("decision")).contains("\"show\":\"hidden\"");
            }
        }
    }

    @Nested
    @DisplayName("A survey")
    class Surveys {
        @Test
        @DisplayName(
                "PEER-28, SRV-01, SRV-03 is shown when an agent closes, once a close, and answered once")
        void closes() {
            survey();
            try (var tab = connectedFor("survey")) {
                var conversation = tab.start("Hello?");
                tab.next("live");
                for (int close = 1; close <= 2; close++) {
                    closeBy(conversation);
                    assertThat(tab.next("survey")).contains("How was it?", SURVEY.toString());
                    tab.say(answers(conversation, "\"score\":\"9\""));
                    assertThat(tab.next("entry", "error")).contains("\"kind\":\"survey\"", "9");
                    tab.say(answers(conversation, "\"score\":\"1\""));
                    assertThat(tab.next("error")).contains("conflict");
                    get(
                            node.conversations()
                                    .reopen(node.portal(), conversation, node.stored().anna));
                }
                assertThat(node.stored().ask("SELECT answers->>'score' FROM survey_answer"))
                        .containsExactly("9", "9");
            }
        }

        @Test
        @DisplayName("SRV-02 is withdrawn by opening again: an answer then is refused")
        void reopened() {
            survey();
            try (var tab = connectedFor("survey")) {
                var conversation = tab.start("Hello?");
                tab.next("live");
                closeBy(conversation);
                tab.next("survey");
                get(node.conversations().reopen(node.portal(), conversation, node.stored().anna));
                tab.say(answers(conversation, "\"score\":\"9\""));
                assertThat(tab.next("error")).contains("conflict");
            }
        }

        @Test
        @DisplayName("SRV-01, O14 whoever was away at the close is asked at the next visit, once")
        void nextVisit() {
            survey();
            var tab = connectedFor("survey");
            var conversation = tab.start("Hello?");
            tab.next("live");
            tab.close();
            closeBy(conversation);
            var caps = ",\"token\":\"" + tab.token() + "\",\"caps\":[\"survey\"]";
            try (var again = node.dial()) {
                again.connect(caps).next("survey");
                again.say(answers(conversation, "\"score\":\"3\""));
                Waiting.until(() -> node.stored().count("SELECT count(*) FROM survey_answer") == 1);
            }
            try (var third = node.dial()) {
                third.connect(caps).say("{\"type\":\"ping\",\"t\":1}");
                assertThat(third.next("survey", "pong")).contains("pong");
            }
        }

        @Test
        @DisplayName("SRV-04 is not shown after inactivity, unless it says so")
        void inactivity() {
            survey();
            var tab = connectedFor("survey");
            var conversation = tab.start("Hello?");
            tab.next("live");
            tab.close();
            node.stored()
                    .ask(
                            "SELECT seq FROM close_conversation(?, ?, NULL, 'inactivity')",
                            node.portal().value(),
                            conversation.value());
            try (var again = node.dial()) {
                again.connect(",\"token\":\"" + tab.token() + "\",\"caps\":[\"survey\"]")
                        .say("{\"type\":\"ping\",\"t\":1}");
                assertThat(again.next("survey", "pong")).contains("pong");
            }
        }

        @Test
        @DisplayName("takes only what its questions ask for")
        void wrong() {
            survey();
            try (var tab = connectedFor("survey")) {
                var conversation = tab.start("Hello?");
                tab.next("live");
                closeBy(conversation);
                tab.next("survey");
                for (var bad : List.of("\"score\":\"11\"", "", "\"score\":\"1\",\"x\":\"y\"")) {
                    tab.say(answers(conversation, bad));
                    assertThat(tab.next("error")).as(bad).contains("bad_request");
                }
            }
        }
    }

    @Nested
    @DisplayName("The knowledge base")
    class Knowledge {
        @Test
        @DisplayName("W5, B2 is searched once three articles are published, best first, as text")
        void searched() {
            article(
                    "Reset your password",
                    "Open the <b>sign-in</b> page and reset it.",
                    "en",
                    true);
            article("Shipping", "Parcels leave on the next day.", "en", true);
            article("Draft about passwords", "Secret.", "en", false);
            build(it -> new Build(it.welcome(), true, it.routing(), it.emailCapture()));
            published(2);
            try (var tab = node.dial()) {
                assertThat(connect(tab)).doesNotContain("\"search\":true");
                tab.say("{\"type\":\"search\",\"q\":\"password\"}");
                assertThat(tab.next("error")).contains("forbidden");
                article("Passwords elsewhere", "Use a password manager.", "en", true);
                published(3);
                assertThat(tab.next("decision")).contains("\"search\":true");
                tab.say("{\"type\":\"search\",\"q\":\"resetting passwords\"}");
                var results = tab.next("results");
                assertThat(results)
                        .contains("Reset your password", "sign-in")
                        .doesNotContain("Shipping", "Secret", "<b>");
            }
        }

        @Test
        @DisplayName("B2 the chatflow's language comes first, then English; too much is refused")
        void languages() {
            article("Rücksendungen", "Schicken Sie die Bestellungen zurück.", "de", true);
            article("Returns", "Send the Bestellung back.", "en", true);
            article("Other", "Nothing.", "en", true);
            build(it -> new Build(it.welcome(), true, it.routing(), it.emailCapture()));
            options(new Options("de", Options.CookieConsent.OFF, OFF, null, null));
            published(3);
            try (var tab = node.connected()) {
                tab.say("{\"type\":\"search\",\"q\":\"Bestellung\"}");
                var results = tab.next("results");
                assertThat(results.indexOf("Rücksendungen"))
                        .isPositive()
                        .isLessThan(results.indexOf("Returns"));
                for (int i = 0; i < 12; i++) {
                    tab.say("{\"type\":\"search\",\"q\":\"x' OR 1=1 -- \\\\u0001 & | !\"}");
                }
                assertThat(tab.next("error")).contains("rate_limited");
            }
        }
    }

    @Nested
    @DisplayName("An alias")
    class Aliased {
        @Test
        @DisplayName("HDR-09, HDR-10 leaves neither the agent nor links of the meetings tool")
        void links() {
            brand(true);
            try (var tab = node.connected()) {
                var conversation = tab.start("Hello?");
                tab.next("live");
                reply(conversation, "Book https://meet.shop.example/anna here");
                var entry = tab.next("entry");
                assertThat(entry).contains("\"name\":\"Acme\"", "\"body\":\"Book here\"");
                assertThat(entry).doesNotContain(node.stored().anna.toString(), "meet.shop");
            }
        }

        @Test
        @DisplayName(
                "HDR-11 is a thread's from its beginning: switching it changes new threads alone")
        void midThread() {
            var tab = node.connected();
            var before = tab.start("Hello?");
            tab.next("live");
            brand(true);
            reply(before, "one");
            assertThat(tab.next("entry")).doesNotContain("Acme");
            tab.say(
                    sendFrame(UUID.randomUUID(), null, "new")
                            .replace("\"kind\"", "\"new\":true,\"kind\""));
            var after = ConversationId.of(field(tab.next("ack"), "conv"));
            assertThat(after).isNotEqualTo(before);
            brand(false);
            tab.close();
            reply(after, "two");
            try (var again = tab.again(UUID.randomUUID(), null)) {
                // In each thread a question, an answer, and that the agent has it now.
                for (int entries = 0; entries < 6; entries++) {
                    var entry = again.next("entry");
                    boolean aliased =
                            entry.contains(after.toString())
                                    && !entry.contains("\"kind\":\"visitor\"");
                    assertThat(entry.contains("Acme")).as(entry).isEqualTo(aliased);
                }
            }
        }

        private void brand(boolean alias) {
            node.stored()
                    .sql(
                            "UPDATE chatflow SET definition = jsonb_build_object('display',"
                                    + " jsonb_build_object('heading', jsonb_build_object("
                                    + "'kind', 'branding', 'name', 'Acme', 'alias', ?)))",
                            alias);
            node.change(it -> {
                var e = it.extras();
                var hosts =
                        new VisitorSettings(node.portal(), false, List.of("meet.shop.example"), 1);
                var facts =
                        with(
                                it,
                                new PortalExtras(
                                        hosts,
                                        e.keys(),
                                        0,
                                        e.subscriptions(),
                                        e.surveys(),
                                        e.replyTimes()));
                return definition(
                        facts,
                        flow ->
                                flow.withDisplay(
                                        new Display(
                                                new Display.Heading.Branding("Acme", null, alias),
                                                flow.display().desktop(),
                                                flow.display().mobile(),
                                                List.of())));
            });
        }

        private void reply(ConversationId conversation, String body) {
            var append =
                    new Append(
                            node.portal(),
                            conversation,
                            Stream.PUBLIC,
                            new Actor.Agent(node.stored().anna),
                            new ClientMessageId(UUID.randomUUID()),
                            new MessageText(body));
            StoreFixture.entry(get(StoreFixture.again(node.conversations().post(append))));
        }
    }

    @Test
    @DisplayName("P4 what happened is counted in memory: not one write a page view")
    void counted() {
        long calls = calls();
        try (var tab = node.connected()) {
            for (int i = 0; i < 20; i++) {
                tab.say("{\"type\":\"page\",\"url\":\"https://shop.example/p%d\"}".formatted(i));
            }
            tab.say("{\"type\":\"opened\"}").say("{\"type\":\"opened\"}");
            tab.say("{\"type\":\"ping\",\"t\":1}").next("pong");
            assertThat(calls()).as("statements").isEqualTo(calls);
            get(node.counters.flush().thenReturn(1));
            assertThat(calls()).as("statements").isEqualTo(calls + 1);
            assertThat(node.stored().ask("SELECT shown || ' ' || opened FROM chatflow_count"))
                    .containsExactly("21 1");
            tab.start("Hello?");
            get(node.counters.flush().thenReturn(1));
            assertThat(node.stored().ask("SELECT sum(started) FROM chatflow_count"))
                    .containsExactly("1");
        }
    }

    // ---- what the portal is -------------------------------------------------------------------

    private static final ProcessConsent OFF = new ProcessConsent(ProcessConsent.Mode.OFF, "");

    private long calls() {
        return (long) node.stored().meters.counter("chat.database.statements").count();
    }

    private static PortalExtras extras(PortalId portal) {
        var question =
                new Survey.Question("score", Survey.Kind.SCORE, "How was it?", true, List.of());
        var survey =
                new Survey(portal, SURVEY, "S", Survey.Delivery.CHAT, false, List.of(question), 1);
        return new PortalExtras(
                VisitorSettings.initial(portal),
                List.of(KEY),
                0,
                Set.of(NEWS),
                Map.of(SURVEY, survey),
                Map.of());
    }

    private static Target inList(String name) {
        var rule =
                new TargetingRule.Visitor(
                        Fact.of(Fact.Kind.LIST),
                        TargetingRule.Visitor.Operator.IN_LIST,
                        List.of(name),
                        false);
        return new Target(
                List.of(TargetingRule.Url.allPages()),
                List.of(),
                List.of(new Target.Group(List.of(rule))),
                List.of(),
                false);
    }

    private static PortalFacts with(PortalFacts facts, PortalExtras extras) {
        var portal = facts.portal();
        return new PortalFacts(
                new Portal(portal.id(), portal.name(), portal.origins(), true, true, 1),
                facts.chatflows(),
                facts.inboxes(),
                facts.staff(),
                extras);
    }

    private static PortalFacts definition(PortalFacts facts, UnaryOperator<Definition> change) {
        var it = facts.chatflows().getFirst();
        var chatflow =
                new Chatflow(
                        it.id(),
                        it.portal(),
                        it.inbox(),
                        it.name(),
                        true,
                        1,
                        it.version() + 1,
                        it.createdAt(),
                        change.apply(it.definition()));
        return new PortalFacts(
                facts.portal(), List.of(chatflow), facts.inboxes(), facts.staff(), facts.extras());
    }

    private void options(Options options) {
        node.change(it -> definition(it, flow -> flow.withOptions(options)));
    }

    private void explicit(String text) {
        process(ProcessConsent.Mode.EXPLICIT, text);
    }

    private void process(ProcessConsent.Mode mode, String text) {
        options(
                new Options(
                        "en",
                        Options.CookieConsent.OFF,
                        new ProcessConsent(mode, text),
                        null,
                        null));
    }

    private void box() {
        options(
                new Options(
                        "en",
                        Options.CookieConsent.OFF,
                        OFF,
                        new Options.Communication(NEWS.toString(), "Tell me the news"),
                        null));
    }

    private void survey() {
        node.change(it ->
                definition(
                        it,
                        flow ->
                                flow.withOptions(
                                        new Options(
                                                "en",
                                                Options.CookieConsent.OFF,
                                                OFF,
                                                null,
                                                SURVEY.toString()))));
    }

    private void capture(EmailCapture.When when) {
        build(it ->
                new Build(it.welcome(), false, it.routing(), new EmailCapture(when, null, "?")));
    }

    private void build(UnaryOperator<Build> change) {
        node.change(it -> definition(it, flow -> flow.withBuild(change.apply(flow.build()))));
    }

    private void published(int articles) {
        node.change(it -> {
            var e = it.extras();
            return with(
                    it,
                    new PortalExtras(
                            e.settings(),
                            e.keys(),
                            articles,
                            e.subscriptions(),
                            e.surveys(),
                            e.replyTimes()));
        });
    }

    private void article(String title, String body, String language, boolean published) {
        node.stored()
                .sql(
                        "INSERT INTO article (portal, id, title, body, url, language, words, published)"
                                + " VALUES (?, gen_random_uuid(), ?, ?, 'https://shop.example/h', ?,"
                                + " CASE ? WHEN 'de' THEN 'german' ELSE 'english' END::regconfig, ?)",
                        node.portal().value(),
                        title,
                        body,
                        language,
                        language,
                        published);
    }

    // ---- what the page says -------------------------------------------------------------------

    private String connect(TestTab tab) {
        return connect(tab, "");
    }

    private String connect(TestTab tab, String token) {
        var more = token.isEmpty() ? "" : ",\"token\":\"" + token + '"';
        tab.say(TestTab.connectFrame(node.portal().toString(), UUID.randomUUID(), more));
        return tab.next("ready");
    }

    private String connectAs(TestTab tab, String email) {
        tab.say(
                TestTab.connectFrame(
                        node.portal().toString(),
                        UUID.randomUUID(),
                        identityField(email, token(email))));
        return tab.next("ready");
    }

    private TestTab connectedFor(String capability) {
        return node.dial().connect(",\"caps\":[\"" + capability + "\"]");
    }

    private static String identityField(String email, String token) {
        return ",\"identity\":{\"email\":\"%s\",\"token\":\"%s\"}".formatted(email, token);
    }

    private static Identity identity(String email) {
        return new Identity(EmailAddress.of(email), null, null);
    }

    private String token(String email) {
        return new IdentificationTokens(Clock.systemUTC())
                .mint(node.portal(), KEY, identity(email));
    }

    private String identify(String email) {
        return "{\"type\":\"identify\",\"token\":\"%s\"}".formatted(token(email));
    }

    private static String consent(String kind, String version, boolean answer) {
        return "{\"type\":\"consent\",\"kind\":\"%s\",\"version\":\"%s\",\"answer\":%s}"
                .formatted(kind, version, answer);
    }

    private static String contact(String email) {
        return "{\"type\":\"contact\",\"email\":\"%s\"}".formatted(email);
    }

    private static String answers(ConversationId conversation, String answers) {
        return "{\"type\":\"survey\",\"conv\":\"%s\",\"answers\":{%s}}"
                .formatted(conversation, answers);
    }

    /// The version of the text of a kind of consent, in a decision.
    private static String version(String decision, String kind) {
        int at = decision.indexOf("\"kind\":\"" + kind + "\"");
        assertThat(at).as("%s in %s", kind, decision).isPositive();
        return field(decision.substring(at), "version");
    }

    private void closeBy(ConversationId conversation) {
        get(node.conversations().close(node.portal(), conversation, node.stored().anna));
    }
}
