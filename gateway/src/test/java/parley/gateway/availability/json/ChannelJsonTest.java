package parley.gateway.availability.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Channel.AsAvailable;
import parley.gateway.availability.Channel.AwayMessage;
import parley.gateway.availability.Channel.Hide;
import parley.gateway.availability.Channel.Mode;
import parley.gateway.availability.Channel.ReplyTime;
import parley.gateway.availability.Channel.ReturnTime;
import parley.gateway.availability.Channel.WaitMessage;
import parley.gateway.availability.Colour;
import parley.gateway.availability.OperatingHours;
import parley.gateway.availability.Placement;
import parley.gateway.availability.Range;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("A chat channel as JSON")
class ChannelJsonTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final OperatingHours HOURS =
            new OperatingHours(
                    ZoneId.of("Europe/Paris"),
                    Map.of(
                            DayOfWeek.MONDAY,
                            List.of(Range.of("08:00", "12:00"), Range.of("13:30", "24:00")),
                            DayOfWeek.SATURDAY,
                            List.of(Range.of("22:00", "06:00"))),
                    Set.of(LocalDate.of(2026, 12, 25), LocalDate.of(2026, 1, 1)),
                    Map.of(LocalDate.of(2026, 5, 9), List.of(Range.of("10:00", "12:00"))));

    static Stream<Channel> channels() {
        return Stream.of(
                channel(new Mode.Always(), new WaitMessage("One moment."), ReplyTime.OFF),
                channel(new Mode.Hours(HOURS, new ReturnTime()), new Hide(), ReplyTime.DAY),
                channel(
                        new Mode.Hours(HOURS, new AwayMessage("Back soon.")),
                        new AsAvailable(),
                        ReplyTime.MINUTES),
                channel(
                        new Mode.Hours(HOURS, new Hide()),
                        new WaitMessage(""),
                        ReplyTime.AUTOMATIC),
                channel(new Mode.Agents(new AwayMessage("")), new WaitMessage(""), ReplyTime.HOURS),
                channel(new Mode.Agents(new Hide()), new WaitMessage(""), ReplyTime.OFF));
    }

    private static Channel channel(Mode mode, Channel.WhenFull whenFull, ReplyTime replyTime) {
        return new Channel(
                new Colour("#0b5fff"),
                new Placement(Placement.Side.LEFT, 0, 200),
                mode,
                whenFull,
                replyTime);
    }

    @ParameterizedTest
    @MethodSource("channels")
    @DisplayName("is read as it was written, through text")
    void roundTrip(Channel channel) {
        var text = ChannelJson.write(channel).toString();
        assertThat(ChannelJson.read(JSON.readTree(text), "channel"))
                .isEqualTo(new Parsed.Good<>(channel));
    }

    @Test
    @DisplayName("fills in what is absent, and takes colours in any case")
    void defaults() {
        assertThat(read("{'accent': '#0B5FFF', 'mode': 'agents'}"))
                .isEqualTo(
                        new Parsed.Good<>(
                                new Channel(
                                        new Colour("#0b5fff"),
                                        new Placement(Placement.Side.RIGHT, 20, 20),
                                        new Mode.Agents(new AwayMessage("")),
                                        new WaitMessage(""),
                                        ReplyTime.OFF)));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {}                                           | channel.accent: nothing (expected: #rrggbb)
                    {'accent': 'red'}                            | channel.accent: "red" (expected: #rrggbb)
                    {'accent': 7}                                | channel.accent: 7 (expected: #rrggbb)
                    {'colour': 'red'}                            | channel.colour: "red" (expected: no such field)
                    {}                                           | channel.mode: nothing (expected: "agents" or "always" or "hours")
                    {'mode': 'sometimes'}                        | channel.mode: "sometimes" (expected: "agents" or "always" or "hours")
                    {'mode': 'hours'}                            | channel.hours: nothing (expected: an object)
                    {'mode': 'always', 'hours': {}}              | channel.hours: {} (expected: nothing with mode "always")
                    {'mode': 'agents', 'hours': {}}              | channel.hours: {} (expected: nothing with mode "agents")
                    {'mode': 'always', 'offline': {'show': 'hide'}} | channel.offline: {"show":"hide"} (expected: nothing with mode "always")
                    {'mode': 'agents', 'offline': {'show': 'return_time'}} | channel.offline.show: "return_time" (expected: "away_message" or "hide")
                    {'mode': 'agents', 'offline': {'show': 'hide', 'message': ''}} | channel.offline.message: "" (expected: nothing with this behaviour)
                    {'full': {'show': 'panic'}}                  | channel.full.show: "panic" (expected: "chat" or "hide" or "wait")
                    {'full': []}                                 | channel.full: [] (expected: an object)
                    {'full': {'show': 'wait', 'message': 7}}     | channel.full.message: 7 (expected: a text of at most 1000 characters)
                    {'replyTime': 'never'}                       | channel.replyTime: "never" (expected: "automatic" or "day" or "hours" or "minutes" or "off")
                    {'placement': {'side': 'top', 'aside': 0, 'bottom': 0}} | channel.placement.side: "top" (expected: "left" or "right")
                    {'placement': {'side': 'left', 'aside': -1, 'bottom': 0}} | channel.placement.aside: -1 (expected: a whole number, 0..200)
                    {'placement': {'side': 'left', 'aside': 1.5, 'bottom': 0}} | channel.placement.aside: 1.5 (expected: a whole number, 0..200)
                    {'placement': {'side': 'left', 'aside': 0}}  | channel.placement.bottom: nothing (expected: a whole number, 0..200)
                    []                                           | channel: [] (expected: an object)
                    null                                         | channel: null (expected: an object)
                    """)
    @DisplayName("says what is wrong, where, and what is expected")
    void problems(String json, String problem) {
        assertThat(read(json)).isInstanceOf(Parsed.Bad.class);
        assertThat(((Parsed.Bad<Channel>) read(json)).problems())
                .map(Object::toString)
                .contains(problem);
    }

    @Test
    @DisplayName("names all problems at once, and cuts long values")
    void all() {
        var json = "{'accent': 'x%s', 'mode': 'never', 'x': 1}".formatted("x".repeat(200));
        assertThat(((Parsed.Bad<Channel>) read(json)).problems())
                .hasSize(3)
                .allSatisfy(it -> assertThat(it.value().length()).isLessThan(100));
    }

    private static Parsed<Channel> read(String json) {
        return ChannelJson.read(JSON.readTree(json.replace('\'', '"')), "channel");
    }
}
