package parley.gateway.postgres.admin;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Channel;
import parley.gateway.availability.OperatingHours;
import parley.gateway.availability.json.ChannelJson;
import parley.gateway.availability.json.HoursJson;
import parley.gateway.availability.json.Parsed;
import parley.protocol.value.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The `jsonb` columns: the form of the REST API, read with the same strictness.
final class StoredJson {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private StoredJson() {}

    static Channel channel(String text) {
        return good(ChannelJson.read(parse(text), "channel"));
    }

    static String channel(Channel channel) {
        return ChannelJson.write(channel).toString();
    }

    static @Nullable OperatingHours hours(@Nullable String text) {
        return text == null ? null : good(HoursJson.read(parse(text), "workingHours"));
    }

    static @Nullable String hours(@Nullable OperatingHours hours) {
        return hours == null ? null : HoursJson.write(hours).toString();
    }

    static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }

    private static <T> T good(Parsed<T> parsed) {
        return switch (parsed) {
            case Parsed.Good<T>(var value) -> value;
            case Parsed.Bad<T>(var problems) ->
                    throw new IllegalStateException(
                            problems.stream()
                                    .map(Problem::toString)
                                    .collect(Collectors.joining("; ", "stored JSON: ", "")));
        };
    }
}
