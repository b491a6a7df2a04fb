package parley.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import parley.gateway.availability.Availability;
import parley.gateway.availability.ReturnWords;
import parley.gateway.availability.Shown;
import parley.gateway.availability.TeamAvailability;
import parley.gateway.availability.json.ChannelJson;
import parley.gateway.availability.json.Parsed;
import tools.jackson.databind.JsonNode;

@DisplayName("The worked examples")
class VectorsTest {
    @TestFactory
    @DisplayName("of operating hours (PEER-07, PEER-08, PEER-10, PEER-13)")
    Stream<DynamicTest> hours() {
        return Vectors.read("hours.json").tests(VectorsTest::check);
    }

    @TestFactory
    @DisplayName("of clock changes (PEER-09)")
    Stream<DynamicTest> clockChanges() {
        return Vectors.read("dst.json").tests(VectorsTest::check);
    }

    @TestFactory
    @DisplayName("of agents")
    Stream<DynamicTest> agents() {
        return Vectors.read("agents.json").tests(VectorsTest::check);
    }

    @TestFactory
    @DisplayName("of capacity and routing")
    Stream<DynamicTest> capacity() {
        return Vectors.read("capacity.json").tests(VectorsTest::check);
    }

    @Test
    @DisplayName("are all there, those decided elsewhere by name")
    void complete() {
        assertThat(Vectors.read("hours.json").ids()).isEqualTo(ids("HRS", 37));
        assertThat(Vectors.read("dst.json").ids()).isEqualTo(ids("DST", 11));
        assertThat(Vectors.read("agents.json").ids()).isEqualTo(ids("AGT", 18));
        assertThat(Vectors.read("capacity.json").ids()).isEqualTo(ids("CAP", 27));
        assertThat(Vectors.read("heading.json").ids()).isEqualTo(ids("HDR", 12));
    }

    private static List<String> ids(String section, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj("%s-%%02d".formatted(section)::formatted)
                .toList();
    }

    private static void check(JsonNode row) {
        var scene = new Scene(row);
        if (row.has("refused")) {
            refused(row);
        } else if (row.has("open")) {
            intervals(scene);
        } else if (row.has("spread")) {
            spread(scene);
        } else {
            row.path("expect").forEachEntry((what, expected) -> expect(scene, what, expected));
        }
    }

    private static void refused(JsonNode row) {
        var parsed = ChannelJson.read(row.path("refused"), "channel");
        assertThat(parsed).isInstanceOf(Parsed.Bad.class);
        assertThat(((Parsed.Bad<?>) parsed).problems())
                .map(Object::toString)
                .containsExactly(row.path("problem").stringValue());
    }

    private static void intervals(Scene scene) {
        var hours = scene.hours();
        var found = new ArrayList<List<String>>();
        var until = scene.instant("until");
        var at = hours.nextOpening(scene.instant("from"));
        while (at != null && at.isBefore(until)) {
            var end = hours.nextChange(at);
            found.add(List.of(String.valueOf(at), String.valueOf(end)));
            at = end == null ? null : hours.nextOpening(end);
        }
        var expected =
                scene.row().path("open").valueStream().map(it -> Scene.texts(it).toList()).toList();
        assertThat(found).isEqualTo(expected);
    }

    private static void spread(Scene scene) {
        var spread = scene.row().path("spread");
        var each = spread.path("each").asInt();
        assertThat(
                        Spread.of(
                                scene.channel(),
                                spread.path("agents").asInt(),
                                spread.path("conversations").asInt()))
                .hasSize(spread.path("agents").asInt())
                .allSatisfy(it -> assertThat(it).isBetween(each - 1, each + 1));
    }

    /// One expectation of a row: its name says what is asked.
    private static void expect(Scene scene, String what, JsonNode expected) {
        var actual =
                switch (what) {
                    case "state" -> state(answer(scene).team());
                    case "show" -> show(answer(scene).shown());
                    case "returnAt" -> text(returnAt(answer(scene)));
                    case "nextChange" -> text(answer(scene).nextChange());
                    case "engaged" -> show(engaged(scene));
                    case "assignment" -> assignment(route(scene).assignment());
                    case "ownerMissed" -> route(scene).ownerMissed();
                    case "unattended" -> unattended(scene);
                    case "holdsSlot" -> holdsSlot(scene);
                    case "missed" -> Queue.missed(scene.instant("leftAt"), scene.at());
                    case "words" -> words(scene);
                    default -> throw new AssertionError("nobody knows how to check " + what);
                };
        assertThat(actual).as(what).isEqualTo(value(expected));
    }

    private static @Nullable Object value(JsonNode expected) {
        if (expected.isBoolean()) {
            return expected.booleanValue();
        }
        return expected.isNull() ? null : expected.stringValue();
    }

    private static Availability answer(Scene scene) {
        var answering = scene.staff().answering(scene.rule(), scene.inbox());
        return Availability.of(scene.channel(), answering, scene.at());
    }

    private static Route route(Scene scene) {
        return Route.of(scene.rule(), scene.channel(), scene.candidates(), scene.at());
    }

    private static Shown engaged(Scene scene) {
        var assignee = scene.agentOrNull("assignee");
        var state = assignee == null ? null : scene.staff().agents().get(assignee);
        return answer(scene).toEngaged(scene.channel(), state, scene.at());
    }

    private static @Nullable Instant returnAt(Availability answer) {
        assertThat(answer.shown()).isInstanceOf(Shown.ReturnTime.class);
        var shown = ((Shown.ReturnTime) answer.shown()).at();
        assertThat(answer.team()).isEqualTo(new TeamAvailability.Away(shown));
        return shown;
    }

    private static String state(TeamAvailability team) {
        return switch (team) {
            case TeamAvailability.Available _ -> "available";
            case TeamAvailability.Away _ -> "away";
            case TeamAvailability.Full _ -> "full";
        };
    }

    private static String show(Shown shown) {
        return switch (shown) {
            case Shown.Chat _ -> "chat";
            case Shown.ReturnTime _ -> "return_time";
            case Shown.AwayMessage _ -> "away_message";
            case Shown.Wait _ -> "wait";
            case Shown.Hidden _ -> "hidden";
        };
    }

    private static String assignment(Assignment assignment) {
        return switch (assignment) {
            case Assignment.ToAgent(var agent) -> Scene.letter(agent);
            case Assignment.Unassigned(var reason) -> "unassigned: " + lower(reason);
            case Assignment.Waiting(var cause, Assignment.Place place) ->
                    "waiting for "
                            + lower(cause)
                            + (place == Assignment.Place.HEAD ? ", at the head" : "");
        };
    }

    private static String unattended(Scene scene) {
        var row = scene.row();
        var policy =
                new Unattended(
                        seconds(row.path("unansweredSeconds")),
                        Unattended.WhenVanished.valueOf(
                                row.path("whenVanished")
                                        .asString("requeue")
                                        .toUpperCase(Locale.ROOT)),
                        Unattended.DEFAULT.vanishedAfter());
        var situation =
                new Unattended.Situation(
                        scene.instantOrNull("owedSince"), scene.instantOrNull("goneSince"));
        return lower(policy.at(scene.at(), situation));
    }

    private static boolean holdsSlot(Scene scene) {
        var after = seconds(scene.row().path("releasedAfterSeconds"));
        return Slots.held(scene.instant("silentSince"), after, scene.at());
    }

    private static String words(Scene scene) {
        var zone = ZoneId.of(scene.row().path("visitorZone").stringValue());
        return switch (ReturnWords.of(scene.at(), scene.instant("returnAt"), zone)) {
            case ReturnWords.InMinutes(int minutes) -> "in " + minutes + " minutes";
            case ReturnWords.InHours(int hours) -> "in " + hours + " hours";
            case ReturnWords.On(var time) ->
                    time.getDayOfWeek() + time.format(DateTimeFormatter.ofPattern("' at 'HH:mm"));
        };
    }

    private static @Nullable Duration seconds(JsonNode node) {
        return node.isMissingNode() ? null : Duration.ofSeconds(node.asInt());
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
