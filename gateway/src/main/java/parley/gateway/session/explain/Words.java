package parley.gateway.session.explain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import parley.gateway.availability.Shown;
import parley.gateway.chatflow.Build.EmailCapture;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Device;
import parley.gateway.chatflow.Display;
import parley.gateway.chatflow.Options;
import parley.gateway.session.PortalFacts;

/// Outcomes in words.
final class Words {
    /// How long a minimised widget stays so (D11).
    static final Duration DISMISSED_FOR = Duration.ofHours(24);

    private Words() {}

    static String shown(Shown shown) {
        return switch (shown) {
            case Shown.Chat _ -> "the chat";
            case Shown.ReturnTime(var at, _) -> "the chat, and that the team is back at " + at;
            case Shown.AwayMessage _ -> "the chat with the away message";
            case Shown.Wait _ -> "the chat with the wait message";
            case Shown.Hidden _ -> "nothing";
        };
    }

    static String named(Chatflow chatflow) {
        return "chatflow \"" + chatflow.name() + '"';
    }

    static String outOfBudget(Chatflow at) {
        return "the rules take too many steps for this page; the evaluation was given up at "
                + named(at);
    }

    static boolean dismissed(Question question) {
        var at = question.dismissedAt();
        return at != null && question.at().isBefore(at.plus(DISMISSED_FOR));
    }

    static String display(Chatflow chatflow, Question question) {
        var display = chatflow.definition().display();
        boolean phone = question.visitor().device() == Device.MOBILE;
        if (dismissed(question)) {
            return "the launcher only, because it was minimised";
        }
        var behaviour = phone ? display.mobile() : display.desktop();
        var what =
                switch (behaviour) {
                    case LAUNCHER -> "the launcher only";
                    case PROMPT -> "the launcher with the welcome message as a prompt";
                    case PROMPT_THEN_OPEN -> "the prompt; a trigger or a click opens the window";
                };
        return "%s: %s, %s"
                .formatted(phone ? "on a phone" : "on a desktop or tablet", what, when(display));
    }

    private static String when(Display display) {
        return display.triggers().isEmpty()
                ? "at once"
                : display.triggers().stream()
                        .map(it ->
                                switch (it) {
                                    case Display.Trigger.ExitIntent _ -> "on exit intent";
                                    case Display.Trigger.AfterTime(var after) ->
                                            "after " + after.toSeconds() + " s";
                                    case Display.Trigger.Scrolled(var percent) ->
                                            "when " + percent + " % are scrolled";
                                })
                        .collect(Collectors.joining(" or "));
    }

    /// What stands before the first message.
    static String gates(PortalFacts portal, Chatflow chatflow, Question question) {
        List<String> gates = new ArrayList<>();
        var options = chatflow.definition().options();
        if (portal.portal().privacy()) {
            switch (options.cookieConsent()) {
                case BEFORE_CHAT -> gates.add("the cookie banner before the chat");
                case ON_EXIT_INTENT -> gates.add("the cookie banner on exit intent");
                case OFF -> {}
            }
            if (options.processConsent().mode() == Options.ProcessConsent.Mode.EXPLICIT) {
                gates.add("explicit consent before the first message");
            }
        }
        var capture = chatflow.definition().build().emailCapture().when();
        if (!question.visitor().contact() && capture == EmailCapture.When.BEFORE_FIRST_MESSAGE) {
            gates.add("an e-mail address before the first message");
        }
        return gates.isEmpty()
                ? "nothing stands before the first message"
                : String.join(", ", gates);
    }
}
