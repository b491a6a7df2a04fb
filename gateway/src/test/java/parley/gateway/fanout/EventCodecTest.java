package parley.gateway.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ContactId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.EntryKind;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.VisitorId;

@DisplayName("Events on their way between nodes")
class EventCodecTest {
    private static final ConversationId HERE = new ConversationId(new UUID(1, 2));
    private final EventCodec codec = new EventCodec();

    static Stream<Event> events() {
        return Stream.of(
                new Event.EntryStored(
                        new Entry(
                                HERE,
                                parley.protocol.value.Stream.PUBLIC,
                                Long.MAX_VALUE,
                                new UUID(3, 4),
                                EntryKind.MESSAGE,
                                new Actor.Visitor(new VisitorId(new UUID(5, 6))),
                                new ClientMessageId(new UUID(7, 8)),
                                "tab\t, line\n, \"quote\", \\, </script>, é, \uD83D\uDE00",
                                Map.of(),
                                Instant.parse("2026-11-22T10:00:00.123456Z"))),
                new Event.EntryStored(
                        new Entry(
                                HERE,
                                parley.protocol.value.Stream.INTERNAL,
                                1,
                                new UUID(3, 4),
                                EntryKind.ASSIGNED,
                                new Actor.Gateway(),
                                null,
                                "",
                                Map.of("agent", "a", "reason", "taken"),
                                Instant.EPOCH)),
                new Event.SomeoneTypes(HERE, new Actor.Agent(new AgentId(new UUID(9, 9)))),
                new Event.SomeoneTypes(HERE, new Actor.Bot(new ChatflowId(new UUID(9, 8)))),
                new Event.RowChanged(new InboxId(new UUID(1, 1)), HERE),
                new Event.PortalChanged(new PortalId(new UUID(2, 2))),
                new Event.CapacityChanged(new PortalId(new UUID(3, 3))),
                new Event.ContactChanged(
                        new PortalId(new UUID(3, 3)), new ContactId(new UUID(4, 4))),
                new Event.ContactChanged(new PortalId(new UUID(3, 3)), null),
                new Event.DraftAsked(
                        new PortalId(new UUID(3, 3)),
                        new UUID(5, 5),
                        new UUID(6, 6),
                        new Event.Draft(
                                new ChatflowId(new UUID(7, 7)),
                                new InboxId(new UUID(8, 8)),
                                "\"Pricing\" 👋",
                                Integer.MAX_VALUE,
                                Instant.parse("2026-11-22T10:00:00.123456Z"),
                                "{\"target\": {}}")),
                new Event.DraftCounted(
                        new PortalId(new UUID(3, 3)),
                        new UUID(5, 5),
                        new UUID(6, 6),
                        new Event.Tally("node-a", Integer.MAX_VALUE, 7, 0, 5)));
    }

    @ParameterizedTest
    @MethodSource("events")
    @DisplayName("arrive as they left")
    void roundTrip(Event event) {
        var bytes = codec.encode(event);

        assertThat(codec.decode(bytes, bytes.length)).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"v\":1,\"k\":\"dance\"}",
                "{\"v\":1,\"k\":\"portal\",\"portal\":\"7\"}",
                "{\"v\":1,\"k\":\"portal\",\"portal\":\"00000000-0000-0000-0000-000000000001\"",
                "{\"k\":\"portal\",\"k\":\"capacity\",\"portal\":\"00000000-0000-0000-0000-000000000001\"}",
                "{\"v\":1,\"k\":\"row\",\"inbox\":7,\"conv\":\"00000000-0000-0000-0000-000000000001\"}"
            })
    @DisplayName("are refused when they are none")
    void refused(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> codec.decode(bytes, bytes.length))
                .isInstanceOf(EventCodec.Undecodable.class);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "\"views\":-1",
                "\"views\":1,\"engaged\":2",
                "\"views\":2,\"engaged\":1,\"now\":2",
                "\"views\":2,\"engaged\":1,\"then\":2",
                "\"views\":2147483648",
                "\"views\":9223372036854775808",
                "\"views\":1,\"now\":-1"
            })
    @DisplayName("113: figures that cannot be are no answer of a node")
    void impossible(String figures) {
        var bytes =
                """
                {"v":1,"k":"draft!","portal":"%s","question":"%s","node":"%s","name":"a",%s}\
                """
                        .formatted(new UUID(3, 3), new UUID(5, 5), new UUID(6, 6), figures)
                        .getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> codec.decode(bytes, bytes.length))
                .isInstanceOf(EventCodec.Undecodable.class);
    }
}
