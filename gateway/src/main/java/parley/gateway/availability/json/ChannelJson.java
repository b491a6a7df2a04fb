package parley.gateway.availability.json;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Channel.AsAvailable;
import parley.gateway.availability.Channel.AwayMessage;
import parley.gateway.availability.Channel.Hide;
import parley.gateway.availability.Channel.Mode;
import parley.gateway.availability.Channel.ReplyTime;
import parley.gateway.availability.Channel.ReturnTime;
import parley.gateway.availability.Channel.WaitMessage;
import parley.gateway.availability.Channel.WhenAway;
import parley.gateway.availability.Channel.WhenClosed;
import parley.gateway.availability.Channel.WhenFull;
import parley.gateway.availability.Colour;
import parley.gateway.availability.Placement;
import parley.gateway.availability.Placement.Side;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A chat channel as JSON:
///
/// ```json
/// {"accent": "#0b5fff",
///  "placement": {"side": "right", "aside": 20, "bottom": 20},
///  "mode": "hours",
///  "hours": {"zone": "Europe/Paris", "weekly": []},
///  "offline": {"show": "return_time"},
///  "full": {"show": "wait", "message": "We are all busy."},
///  "replyTime": "off"}
/// ```
///
/// `accent` and `mode` are required. Mode `hours` needs `hours` and offers `return_time`,
/// `away_message` or `hide` in `offline`; mode `agents` offers the last two; mode `always` has
/// neither field (S18). `full` offers `wait`, `hide` or `chat`. A `message` belongs to
/// `away_message` and `wait`; empty or absent, the widget uses its own words. `replyTime` is `off`,
/// `minutes`, `hours`, `day` or `automatic`. What is absent is as in [#write]: right at 20 and 20,
/// an away message, a wait message, no reply time.
public final class ChannelJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> FIELDS =
            Set.of("accent", "placement", "mode", "hours", "offline", "full", "replyTime");
    private static final Set<String> PLACEMENT_FIELDS = Set.of("side", "aside", "bottom");
    private static final Set<String> SHOWN_FIELDS = Set.of("show", "message");
    private static final Map<String, Function<Fields, Mode>> MODES =
            Map.of(
                    "always", ChannelJson::always,
                    "hours", ChannelJson::hours,
                    "agents", ChannelJson::agents);
    private static final Map<String, Function<Fields, WhenClosed>> WHEN_CLOSED =
            Map.of(
                    "return_time", it -> silent(it, new ReturnTime()),
                    "away_message", it -> new AwayMessage(message(it)),
                    "hide", it -> silent(it, new Hide()));
    private static final Map<String, Function<Fields, WhenAway>> WHEN_AWAY =
            Map.of(
                    "away_message", it -> new AwayMessage(message(it)),
                    "hide", it -> silent(it, new Hide()));
    private static final Map<String, Function<Fields, WhenFull>> WHEN_FULL =
            Map.of(
                    "wait", it -> new WaitMessage(message(it)),
                    "hide", it -> silent(it, new Hide()),
                    "chat", it -> silent(it, new AsAvailable()));
    private static final Placement PLACEMENT = new Placement(Side.RIGHT, 20, 20);

    private ChannelJson() {}

    /// @param path what problems begin with, as in `channel`
    public static Parsed<Channel> read(JsonNode node, String path) {
        return Fields.parse(node, path, FIELDS, ChannelJson::read);
    }

    private static Channel read(Fields fields) {
        return new Channel(
                fields.text("accent", ChannelJson::colour, new Colour("#000000"), "#rrggbb"),
                fields.has("placement")
                        ? fields.object("placement", PLACEMENT_FIELDS, ChannelJson::placement)
                        : PLACEMENT,
                mode(fields),
                shown(fields, "full", WHEN_FULL, new WaitMessage("")),
                fields.has("replyTime")
                        ? fields.oneOf("replyTime", words(ReplyTime.values()), ReplyTime.OFF)
                        : ReplyTime.OFF);
    }

    private static Placement placement(Fields fields) {
        return new Placement(
                fields.oneOf("side", words(Side.values()), Side.RIGHT),
                fields.number("aside", 0, Placement.MAX_OFFSET, 0),
                fields.number("bottom", 0, Placement.MAX_OFFSET, 0));
    }

    private static Mode mode(Fields fields) {
        var mode = fields.oneOf("mode", MODES, _ -> new Mode.Always());
        return mode.apply(fields);
    }

    private static Mode always(Fields fields) {
        fields.none("hours", "mode \"always\"");
        fields.none("offline", "mode \"always\"");
        return new Mode.Always();
    }

    private static Mode hours(Fields fields) {
        return new Mode.Hours(
                fields.object("hours", HoursJson.FIELDS, HoursJson::read),
                shown(fields, "offline", WHEN_CLOSED, new AwayMessage("")));
    }

    private static Mode agents(Fields fields) {
        fields.none("hours", "mode \"agents\"");
        return new Mode.Agents(shown(fields, "offline", WHEN_AWAY, new AwayMessage("")));
    }

    private static <T> T shown(
            Fields fields, String name, Map<String, Function<Fields, T>> kinds, T absent) {
        return fields.has(name)
                ? fields.object(
                        name, SHOWN_FIELDS, it -> it.oneOf("show", kinds, _ -> absent).apply(it))
                : absent;
    }

    private static <T> T silent(Fields fields, T kind) {
        fields.none("message", "this behaviour");
        return kind;
    }

    private static String message(Fields fields) {
        return fields.has("message")
                ? fields.text(
                        "message",
                        it -> it.length() <= Channel.MAX_TEXT ? it : null,
                        "",
                        "a text of at most " + Channel.MAX_TEXT + " characters")
                : "";
    }

    private static @Nullable Colour colour(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        return Colour.PATTERN.matcher(lower).matches() ? new Colour(lower) : null;
    }

    /// The form above, nothing left out.
    public static ObjectNode write(Channel channel) {
        var node = JSON.objectNode().put("accent", channel.accent().value());
        node.putObject("placement")
                .put("side", word(channel.placement().side()))
                .put("aside", channel.placement().aside())
                .put("bottom", channel.placement().bottom());
        switch (channel.mode()) {
            case Mode.Always _ -> node.put("mode", "always");
            case Mode.Hours(var hours, var whenClosed) -> {
                node.put("mode", "hours").set("hours", HoursJson.write(hours));
                node.set("offline", write(whenClosed));
            }
            case Mode.Agents(var whenAway) ->
                    node.put("mode", "agents").set("offline", write(whenAway));
        }
        node.set("full", write(channel.whenFull()));
        return node.put("replyTime", word(channel.replyTime()));
    }

    private static ObjectNode write(WhenClosed whenClosed) {
        return switch (whenClosed) {
            case ReturnTime _ -> show("return_time");
            case AwayMessage(var text) -> show("away_message").put("message", text);
            case Hide _ -> show("hide");
        };
    }

    private static ObjectNode write(WhenAway whenAway) {
        return switch (whenAway) {
            case AwayMessage(var text) -> show("away_message").put("message", text);
            case Hide _ -> show("hide");
        };
    }

    private static ObjectNode write(WhenFull whenFull) {
        return switch (whenFull) {
            case WaitMessage(var text) -> show("wait").put("message", text);
            case Hide _ -> show("hide");
            case AsAvailable _ -> show("chat");
        };
    }

    private static ObjectNode show(String what) {
        return JSON.objectNode().put("show", what);
    }

    private static <E extends Enum<E>> Map<String, E> words(E[] constants) {
        return Arrays.stream(constants).collect(toUnmodifiableMap(ChannelJson::word, it -> it));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
