package parley.gateway.chatflow.json;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.Device;
import parley.gateway.chatflow.VisitorFacts;

/// Reads what is known of a visitor, for those who ask what would happen.
final class VisitorReader {
    private VisitorReader() {}

    static @Nullable VisitorFacts visitor(JsonFields fields) {
        boolean contact = fields.flag("contact", false);
        var properties = fields.texts("properties");
        var lists = fields.has("lists") ? fields.texts("lists", "a text", it -> it) : null;
        var country = fields.textOrNull("country");
        var device = fields.has("device") ? fields.constant(Device.class, "device") : null;
        var language = fields.textOrNull("language");
        var referrer = fields.textOrNull("referrer");
        var views = fields.wholeOrNull("pageViews");
        var seconds = fields.wholeOrNull("secondsOnSite");
        Map<String, String> attributes = fields.texts("attributes");
        return fields.make(() ->
                new VisitorFacts(
                        contact,
                        properties,
                        lists == null ? null : Set.copyOf(lists),
                        country,
                        device,
                        language,
                        referrer,
                        views,
                        seconds == null ? null : Duration.ofSeconds(seconds),
                        attributes));
    }
}
