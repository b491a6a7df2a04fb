package parley.gateway.chatflow.json;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.Assignees;
import parley.gateway.chatflow.Build;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.Display;
import parley.gateway.chatflow.Options;
import parley.gateway.chatflow.Target;
import parley.protocol.value.AgentId;
import parley.protocol.value.TeamId;

/// Reads the four tabs. What is absent stays what it is in the base.
final class DefinitionReader {
    private final Definition base;

    DefinitionReader(Definition base) {
        this.base = base;
    }

    @Nullable Definition definition(JsonFields fields) {
        var kind = fields.constant("kind", base.kind());
        var build = fields.object("build", base.build(), this::build);
        var target = fields.object("target", base.target(), this::target);
        var display = fields.object("display", base.display(), this::display);
        var options = fields.object("options", base.options(), this::options);
        return fields.make(() -> new Definition(kind, build, target, display, options));
    }

    private @Nullable Build build(JsonFields fields) {
        var was = base.build();
        var welcome = fields.text("welcome", was.welcome());
        boolean search = fields.flag("knowledgeSearch", was.knowledgeSearch());
        var routing = fields.object("routing", was.routing(), DefinitionReader::routing);
        var capture = fields.object("emailCapture", was.emailCapture(), this::emailCapture);
        return fields.make(() -> new Build(welcome, search, routing, capture));
    }

    private static Build.@Nullable Routing routing(JsonFields fields) {
        boolean autoAssign = fields.flag("autoAssign", false);
        boolean contactOwner = fields.flag("contactOwner", false);
        return withAssignees(fields, it -> new Build.Routing(autoAssign, contactOwner, it));
    }

    private Build.@Nullable EmailCapture emailCapture(JsonFields fields) {
        var when = fields.constant("when", Build.EmailCapture.When.NEVER);
        var noReply = fields.wholeOrNull("noReplySeconds");
        var prompt = fields.text("prompt", "");
        return fields.make(() ->
                new Build.EmailCapture(
                        when, noReply == null ? null : Duration.ofSeconds(noReply), prompt));
    }

    private @Nullable Target target(JsonFields fields) {
        var was = base.target();
        var include = fields.objects("include", was.include(), RuleReader::ofPage);
        var exclude = fields.objects("exclude", was.exclude(), RuleReader::ofPage);
        var groups = fields.objects("groups", was.groups(), DefinitionReader::group);
        var excludeGroups =
                fields.objects("excludeGroups", was.excludeGroups(), DefinitionReader::group);
        boolean tryNext = fields.flag("tryNextWhenHidden", was.tryNextWhenHidden());
        return fields.make(() -> new Target(include, exclude, groups, excludeGroups, tryNext));
    }

    private static Target.@Nullable Group group(JsonFields fields) {
        int before = fields.problems();
        var rules = fields.objects("rules", List.of(), RuleReader::ofVisitor);
        return fields.problems() > before ? null : fields.make(() -> new Target.Group(rules));
    }

    private @Nullable Display display(JsonFields fields) {
        var was = base.display();
        var heading = fields.object("heading", was.heading(), DefinitionReader::heading);
        var desktop = fields.constant("desktop", was.desktop());
        var mobile = fields.constant("mobile", was.mobile());
        var triggers = fields.objects("triggers", was.triggers(), DefinitionReader::trigger);
        return fields.make(() -> new Display(heading, desktop, mobile, triggers));
    }

    private static Display.@Nullable Heading heading(JsonFields fields) {
        return switch (fields.text("kind")) {
            case "branding" -> branding(fields);
            case "people" -> withAssignees(fields, Display.Heading.People::new);
            case "owner" -> withAssignees(fields, Display.Heading.Owner::new);
            case String other -> {
                fields.noSuch("kind", other, "branding, people or owner");
                yield null;
            }
        };
    }

    private static Display.@Nullable Heading branding(JsonFields fields) {
        var name = fields.text("name");
        var image = fields.textOrNull("image");
        boolean alias = fields.flag("alias", false);
        return fields.make(() -> new Display.Heading.Branding(name, image, alias));
    }

    private static Display.@Nullable Trigger trigger(JsonFields fields) {
        return switch (fields.text("kind")) {
            case "exit_intent" -> fields.make(Display.Trigger.ExitIntent::new);
            case "after_time" -> {
                long seconds = fields.whole("seconds");
                yield fields.make(() -> new Display.Trigger.AfterTime(Duration.ofSeconds(seconds)));
            }
            case "scrolled" -> {
                int percent = fields.whole("percent");
                yield fields.make(() -> new Display.Trigger.Scrolled(percent));
            }
            case String other -> {
                fields.noSuch("kind", other, "exit_intent, after_time or scrolled");
                yield null;
            }
        };
    }

    private @Nullable Options options(JsonFields fields) {
        var was = base.options();
        var language = fields.text("language", was.language());
        var cookies = fields.constant("cookieConsent", was.cookieConsent());
        var process = fields.object("processConsent", was.processConsent(), this::processConsent);
        var communication = fields.objectOrNull("communication", DefinitionReader::communication);
        var survey = fields.textOrNull("survey");
        return fields.make(() -> new Options(language, cookies, process, communication, survey));
    }

    private Options.@Nullable ProcessConsent processConsent(JsonFields fields) {
        var mode = fields.constant("mode", Options.ProcessConsent.Mode.OFF);
        var text = fields.text("text", "");
        return fields.make(() -> new Options.ProcessConsent(mode, text));
    }

    private static Options.@Nullable Communication communication(JsonFields fields) {
        var subscription = fields.text("subscription");
        var label = fields.text("label");
        return fields.make(() -> new Options.Communication(subscription, label));
    }

    private static <T> @Nullable T withAssignees(JsonFields fields, Function<Assignees, T> make) {
        var users = fields.texts("users", "the id of an agent", AgentId::of);
        var teams = fields.texts("teams", "the id of a team", TeamId::of);
        return fields.make(() -> make.apply(new Assignees(users, teams)));
    }
}
