package parley.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.conversation.ConversationStore;
import parley.gateway.session.LivePages;
import parley.gateway.session.preview.PreviewTokens;
import parley.gateway.visitor.SigningKey;

@DisplayName("The OpenAPI document")
class OpenApiTest {
    private final OpenApi document = OpenApi.read();

    @Test
    @DisplayName("has every route, and no other")
    void complete() {
        var routes = new TreeSet<String>();
        routes().forEach(it -> routes.add(it.method() + " " + it.path().text()));
        assertThat(document.operations()).isEqualTo(routes);
    }

    @Test
    @DisplayName("says for every route which command it takes, and what its body is")
    void described() {
        for (var route : routes()) {
            var operation = document.operation(route);
            assertThat(operation.path("x-command").asString(""))
                    .as("%s", route.path())
                    .isEqualTo(route.command().name());
            assertThat(operation.path("summary").asString("")).isNotBlank();
            assertThat(operation.has("requestBody"))
                    .as("%s %s", route.method(), route.path())
                    .isEqualTo(route.maxBytes() > 0);
        }
    }

    private static List<Route> routes() {
        var tools =
                new RestTools(
                        Clock.systemUTC(),
                        UUID::randomUUID,
                        new SplittableRandom(1),
                        new SimpleMeterRegistry(),
                        new LivePages(),
                        new PreviewTokens(
                                List.of(new SigningKey("k1", new byte[32])), Clock.systemUTC()));
        return RestApi.routes(nothing(), tools);
    }

    /// Routes are data: no room is asked anything to list them.
    private static RestRooms nothing() {
        return (RestRooms) emptyOf(RestRooms.class);
    }

    private static Object emptyOf(Class<?> type) {
        if (type.isInterface()) {
            return stub(type);
        }
        if (!type.isRecord()) {
            return null;
        }
        var parts =
                Arrays.stream(type.getRecordComponents())
                        .map(it -> emptyOf(it.getType()))
                        .toArray();
        try {
            return type.getConstructors()[0].newInstance(parts);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Object stub(Class<?> type) {
        return Proxy.newProxyInstance(
                ConversationStore.class.getClassLoader(),
                new Class<?>[] {type},
                (_, method, _) -> {
                    throw new AssertionError("asked: " + method);
                });
    }
}
