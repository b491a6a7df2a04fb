package parley.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import parley.gateway.availability.Agent;
import parley.gateway.availability.Faces;
import parley.protocol.value.AgentId;
import parley.protocol.value.TeamId;
import tools.jackson.databind.JsonNode;

@DisplayName("The worked examples of the heading")
class HeadingVectorsTest {
    private static final long ONE_VISIT = 1;

    @TestFactory
    @DisplayName("hold")
    Stream<DynamicTest> heading() {
        return Vectors.read("heading.json")
                .tests(row -> row.path("expect").forEachEntry((what, it) -> expect(row, what, it)));
    }

    private static void expect(JsonNode row, String what, JsonNode expected) {
        switch (what) {
            case "faces" ->
                    assertThat(letters(row, ONE_VISIT)).isEqualTo(Scene.texts(expected).toList());
            case "count" ->
                    assertThat(letters(row, ONE_VISIT))
                            .hasSize(expected.asInt())
                            .doesNotHaveDuplicates()
                            .isSubsetOf(chosen(row));
            case "share" -> assertShare(row, expected.asDouble());
            case "within" -> {}
            case "combinations" -> assertThat(draws(row).distinct()).hasSize(expected.asInt());
            case "stable" -> assertThat(sameVisit(row).distinct()).hasSize(1);
            case "never" ->
                    assertThat(draws(row).flatMap(List::stream))
                            .doesNotContainAnyElementsOf(Scene.texts(expected).toList());
            case "name" ->
                    assertThat(profile(row).shownIn(row.path("language").stringValue()))
                            .isEqualTo(expected.isNull() ? null : expected.stringValue());
            default -> throw new AssertionError("nobody knows how to check " + what);
        }
    }

    private static void assertShare(JsonNode row, double share) {
        var visits = row.path("visits").asInt();
        var tolerance = row.path("expect").path("within").asDouble();
        for (var agent : chosen(row)) {
            var shown = draws(row).filter(it -> it.contains(agent)).count();
            assertThat((double) shown / visits).as(agent).isCloseTo(share, within(tolerance));
        }
    }

    /// One draw for each of many visits, numbered in order: the worst a seed can be.
    private static Stream<List<String>> draws(JsonNode row) {
        return LongStream.range(0, row.path("visits").asInt()).mapToObj(it -> letters(row, it));
    }

    /// Many draws for one visit.
    private static Stream<List<String>> sameVisit(JsonNode row) {
        return LongStream.range(0, row.path("visits").asInt())
                .mapToObj(_ -> letters(row, ONE_VISIT));
    }

    private static List<String> chosen(JsonNode row) {
        return row.path("agents").propertyNames().stream().toList();
    }

    private static List<String> letters(JsonNode row, long visit) {
        var scene = new Scene(row);
        List<AgentId> users = scene.listed("users");
        List<TeamId> teams = Scene.texts(row.path("inTeams")).map(Scene::team).toList();
        var faces =
                row.path("headingOf").asString("people").equals("owner")
                        ? Faces.ofOwner(
                                scene.agentOrNull("owner"),
                                Faces.draw(users, teams, scene.staff(), visit),
                                scene.staff())
                        : Faces.draw(users, teams, scene.staff(), visit);
        return faces.stream().map(Agent::id).map(Scene::letter).toList();
    }

    private static Agent.Profile profile(JsonNode row) {
        var profile = row.path("profile");
        return new Agent.Profile(
                profile.path("name").stringValue(),
                profile.path("firstName").stringValue(),
                "anna@example.com",
                null);
    }
}
