package parley.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import parley.gateway.access.Access.Allowed;
import parley.gateway.access.Access.Forbidden;
import parley.gateway.access.Access.Hidden;
import parley.protocol.value.AgentId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;

@DisplayName("Who may do what")
class AccessTest {
    private static final PortalId OURS = new PortalId(UUID.randomUUID());
    private static final PortalId THEIRS = new PortalId(UUID.randomUUID());
    private static final AgentId SELF = new AgentId(UUID.randomUUID());
    private static final AgentId OTHER = new AgentId(UUID.randomUUID());
    private static final InboxId INBOX = new InboxId(UUID.randomUUID());
    private static final InboxId ELSEWHERE = new InboxId(UUID.randomUUID());

    /// One line a command: V viewer, A agent, L lead, M admin; + with permission chatflows.edit
    /// only.
    private static final Map<Command, String> MATRIX =
            parse(
                    """
                    READ_SELF      VALM
                    CONNECT        VALM
                    READ_PORTAL    VALM
                    EDIT_PORTAL    ...M
                    READ_INBOX     VALM
                    EDIT_INBOX     ...M
                    READ_TEAM      VALM
                    EDIT_TEAM      ...M
                    READ_AGENT     VALM
                    EDIT_AGENT     ...M
                    READ_TOKEN     ...M
                    EDIT_TOKEN     ...M
                    READ_CHATFLOW  VALM
                    EDIT_CHATFLOW  ++++
                    EXPLAIN        VALM
                    READ_CONTACT   VALM
                    EDIT_CONTACT   .ALM
                    IMPORT_CONTACTS ...M
                    IDENTIFY_VISITOR ...M
                    READ_LIBRARY   VALM
                    EDIT_LIBRARY   ...M
                    EDIT_SNIPPET   .ALM
                    READ_REPORT    VALM
                    SET_OWN_STATUS .ALM
                    SET_STATUS     ..LM
                    LIST_THREADS   VALM
                    READ_THREAD    VALM
                    REPLY          .ALM
                    COMMENT        .ALM
                    ASSIGN         .ALM
                    CLOSE          .ALM
                    REOPEN         .ALM
                    TYPE           .ALM
                    MOVE_CURSOR    VALM
                    """);

    static Stream<Arguments> everyone() {
        return Arrays.stream(Command.values())
                .flatMap(command ->
                        Arrays.stream(Role.values())
                                .flatMap(role ->
                                        Stream.of(true, false)
                                                .map(edit -> Arguments.of(command, role, edit))));
    }

    @Test
    @DisplayName("every command has a line in the matrix")
    void complete() {
        assertThat(MATRIX).containsOnlyKeys(Command.values());
    }

    @ParameterizedTest(name = "{0} by {1}, chatflows.edit {2}")
    @MethodSource("everyone")
    @DisplayName("in its own portal a role may do what the matrix says")
    void ownPortal(Command command, Role role, boolean edit) {
        var column = MATRIX.get(command).charAt(role.ordinal());
        var expected = column == '+' ? edit : column != '.';
        for (var resource : ours()) {
            assertThat(Access.authorise(principal(role, edit), command, resource))
                    .as("%s", resource)
                    .isInstanceOf(
                            expected && fits(command, resource) ? Allowed.class : Forbidden.class);
        }
    }

    @ParameterizedTest(name = "{0} by {1}, chatflows.edit {2}")
    @MethodSource("everyone")
    @DisplayName("75: whatever belongs to another portal does not exist, for any role and command")
    void otherPortal(Command command, Role role, boolean edit) {
        for (var resource :
                List.of(
                        new Resource.OfPortal(THEIRS),
                        new Resource.OfInbox(THEIRS, INBOX),
                        new Resource.OfAgent(THEIRS, SELF))) {
            assertThat(Access.authorise(principal(role, edit), command, resource))
                    .isInstanceOf(Hidden.class);
        }
    }

    @ParameterizedTest(name = "{0} by {1}, chatflows.edit {2}")
    @MethodSource("everyone")
    @DisplayName("76: an inbox where the agent does not work does not exist")
    void otherInbox(Command command, Role role, boolean edit) {
        var verdict =
                Access.authorise(
                        principal(role, edit), command, new Resource.OfInbox(OURS, ELSEWHERE));
        assertThat(verdict).isInstanceOf(Hidden.class);
    }

    @Test
    @DisplayName("a refusal names what it takes")
    void namesWhatItTakes() {
        var portal = new Resource.OfPortal(OURS);
        assertThat(Access.authorise(principal(Role.ADMIN, false), Command.EDIT_CHATFLOW, portal))
                .isEqualTo(new Forbidden("permission chatflows.edit"));
        assertThat(Access.authorise(principal(Role.LEAD, true), Command.EDIT_TEAM, portal))
                .isEqualTo(new Forbidden("role admin"));
    }

    private static List<Resource> ours() {
        return List.of(
                new Resource.OfPortal(OURS),
                new Resource.OfInbox(OURS, INBOX),
                new Resource.OfAgent(OURS, SELF),
                new Resource.OfAgent(OURS, OTHER));
    }

    private static boolean fits(Command command, Resource resource) {
        return command != Command.SET_OWN_STATUS
                || resource.equals(new Resource.OfAgent(OURS, SELF));
    }

    private static Principal principal(Role role, boolean edit) {
        return new Principal(
                OURS,
                SELF,
                role,
                edit ? Set.of(Permission.CHATFLOWS_EDIT) : Set.of(),
                Set.of(INBOX));
    }

    private static Map<Command, String> parse(String table) {
        var matrix = new EnumMap<Command, String>(Command.class);
        table.lines()
                .map(line -> line.split(" +"))
                .forEach(cells -> matrix.put(Command.valueOf(cells[0]), cells[1]));
        return matrix;
    }
}
