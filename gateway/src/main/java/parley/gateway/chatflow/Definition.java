package parley.gateway.chatflow;

import java.util.List;

/// What the editor's four tabs say. Saved tab by tab with an expected version (B11).
///
/// @param kind what sort of chatflow this is (W4, W6); cannot change after creation
/// @param build what is said and who answers
/// @param target who gets it
/// @param display what it looks like and when it appears
/// @param options language, privacy, survey
public record Definition(Kind kind, Build build, Target target, Display display, Options options) {
    /// The sorts of chatflow. Bots (W6) get constants of their own here.
    public enum Kind {
        /// The visitor starts at once with the team.
        LIVE_CHAT
    }

    /// What the editor starts with: all pages, a launcher, nobody assigned.
    public static Definition initial() {
        return new Definition(
                Kind.LIVE_CHAT,
                Build.initial(),
                Target.initial(),
                Display.initial(),
                Options.initial());
    }

    /// What speaks against publishing, beyond what is refused when it is saved (GRP-06).
    public List<Problem> problemsToPublish() {
        return target.include().isEmpty()
                ? List.of(new Problem("target.include", "[]", "at least one rule to be published"))
                : List.of();
    }

    /// This definition with another `Build` tab.
    public Definition withBuild(Build changed) {
        return new Definition(kind, changed, target, display, options);
    }

    /// This definition with another `Target` tab.
    public Definition withTarget(Target changed) {
        return new Definition(kind, build, changed, display, options);
    }

    /// This definition with another `Display` tab.
    public Definition withDisplay(Display changed) {
        return new Definition(kind, build, target, changed, options);
    }

    /// This definition with another `Options` tab.
    public Definition withOptions(Options changed) {
        return new Definition(kind, build, target, display, changed);
    }
}
