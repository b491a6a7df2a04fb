package parley.gateway.chatflow.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import parley.gateway.chatflow.Assignees;
import parley.gateway.chatflow.Build;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.Display;
import parley.gateway.chatflow.Options;
import parley.gateway.chatflow.Target;
import parley.gateway.chatflow.TargetingRule;
import parley.gateway.chatflow.TargetingRule.QueryParameter;
import parley.gateway.chatflow.TargetingRule.Url;
import parley.gateway.chatflow.TargetingRule.Visitor;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes definitions as trees.
final class DefinitionWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private DefinitionWriter() {}

    static ObjectNode definition(Definition definition) {
        var json = NODES.objectNode();
        json.put("kind", lower(definition.kind()));
        json.set("build", build(definition.build()));
        json.set("target", target(definition.target()));
        json.set("display", display(definition.display()));
        json.set("options", options(definition.options()));
        return json;
    }

    static ObjectNode rule(TargetingRule rule) {
        var json = NODES.objectNode();
        switch (rule) {
            case Url(var operator, var value, var ignoreCase) -> {
                json.put("type", "url").put("operator", lower(operator));
                json.put("value", value).put("ignoreCase", ignoreCase);
            }
            case QueryParameter(var name, var operator, var value, var ignoreCase) -> {
                json.put("type", "query").put("name", name).put("operator", lower(operator));
                json.put("value", value).put("ignoreCase", ignoreCase);
            }
            case Visitor(var fact, var operator, var values, var ignoreCase) -> {
                json.put("filter", lower(fact.kind()));
                if (!fact.name().isEmpty()) {
                    json.put("name", fact.name());
                }
                json.put("operator", lower(operator));
                if (operator.numeric()) {
                    json.put("value", new BigDecimal(values.getFirst()));
                } else {
                    json.set("values", array(values));
                }
                json.put("ignoreCase", ignoreCase);
            }
        }
        return json;
    }

    private static ObjectNode build(Build build) {
        var routing = NODES.objectNode();
        routing.put("autoAssign", build.routing().autoAssign());
        routing.put("contactOwner", build.routing().contactOwner());
        put(build.routing().assignees(), routing);
        var capture = NODES.objectNode();
        capture.put("when", lower(build.emailCapture().when()));
        if (build.emailCapture().noReply() != null) {
            capture.put("noReplySeconds", build.emailCapture().noReply().toSeconds());
        }
        capture.put("prompt", build.emailCapture().prompt());
        var json = NODES.objectNode();
        json.put("welcome", build.welcome()).put("knowledgeSearch", build.knowledgeSearch());
        json.set("routing", routing);
        json.set("emailCapture", capture);
        return json;
    }

    private static ObjectNode target(Target target) {
        var json = NODES.objectNode();
        json.set("include", rules(target.include()));
        json.set("exclude", rules(target.exclude()));
        json.set("groups", groups(target.groups()));
        json.set("excludeGroups", groups(target.excludeGroups()));
        json.put("tryNextWhenHidden", target.tryNextWhenHidden());
        return json;
    }

    private static ObjectNode display(Display display) {
        var triggers = NODES.arrayNode();
        display.triggers().forEach(it -> triggers.add(trigger(it)));
        var json = NODES.objectNode();
        json.set("heading", heading(display.heading()));
        json.put("desktop", lower(display.desktop())).put("mobile", lower(display.mobile()));
        json.set("triggers", triggers);
        return json;
    }

    private static ObjectNode heading(Display.Heading heading) {
        var json = NODES.objectNode();
        switch (heading) {
            case Display.Heading.Branding(var name, var image, var alias) ->
                    json.put("kind", "branding")
                            .put("name", name)
                            .put("image", image)
                            .put("alias", alias);
            case Display.Heading.People(var shown) -> put(shown, json.put("kind", "people"));
            case Display.Heading.Owner(var fallback) -> put(fallback, json.put("kind", "owner"));
        }
        return json;
    }

    private static ObjectNode trigger(Display.Trigger trigger) {
        var json = NODES.objectNode();
        return switch (trigger) {
            case Display.Trigger.ExitIntent() -> json.put("kind", "exit_intent");
            case Display.Trigger.AfterTime(var after) ->
                    json.put("kind", "after_time").put("seconds", after.toSeconds());
            case Display.Trigger.Scrolled(var percent) ->
                    json.put("kind", "scrolled").put("percent", percent);
        };
    }

    private static ObjectNode options(Options options) {
        var process = NODES.objectNode();
        process.put("mode", lower(options.processConsent().mode()));
        process.put("text", options.processConsent().text());
        var json = NODES.objectNode();
        json.put("language", options.language());
        json.put("cookieConsent", lower(options.cookieConsent()));
        json.set("processConsent", process);
        if (options.communication() != null) {
            json.putObject("communication")
                    .put("subscription", options.communication().subscription())
                    .put("label", options.communication().label());
        }
        if (options.survey() != null) {
            json.put("survey", options.survey());
        }
        return json;
    }

    private static ArrayNode groups(List<Target.Group> groups) {
        var array = NODES.arrayNode();
        groups.forEach(it -> array.addObject().set("rules", rules(it.rules())));
        return array;
    }

    private static ArrayNode rules(List<? extends TargetingRule> rules) {
        var array = NODES.arrayNode();
        rules.forEach(it -> array.add(rule(it)));
        return array;
    }

    private static void put(Assignees assignees, ObjectNode into) {
        into.set("users", array(assignees.users()));
        into.set("teams", array(assignees.teams()));
    }

    private static ArrayNode array(List<?> texts) {
        var array = NODES.arrayNode();
        texts.forEach(it -> array.add(it.toString()));
        return array;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
