package parley.gateway.session;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Agent;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Display.Heading;
import parley.gateway.conversation.Alias;
import parley.protocol.frame.ActorView;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;

/// People as visitors may see them: first names, full names where the chatflow's language wants
/// them (D8), the brand instead of everybody where it is an alias (D4, HDR-09).
final class Names {
    private static final Set<String> FULL_NAME_LANGUAGES = Set.of("de", "ja");

    private Names() {}

    /// @param chatflow whose conversation it is; null once that is deleted
    /// @param alias of the conversation; null if visitors see the agents
    static ActorView ofActor(
            Actor actor,
            PortalSnapshot portal,
            @Nullable Chatflow chatflow,
            @Nullable Alias alias) {
        return switch (actor) {
            case Actor.Visitor(var id) ->
                    new ActorView(ActorView.Kind.VISITOR, id.value(), null, null);
            case Actor.Agent(var id) -> ofAgent(id, portal, chatflow, alias);
            case Actor.Bot _ ->
                    new ActorView(ActorView.Kind.BOT, null, portal.portal().name(), null);
            case Actor.Gateway _ -> ActorView.of(ActorView.Kind.SYSTEM);
        };
    }

    /// Nothing but the brand's name and image where it is an alias: not even an id.
    private static ActorView ofAgent(
            AgentId id, PortalSnapshot portal, @Nullable Chatflow chatflow, @Nullable Alias alias) {
        if (alias != null) {
            return new ActorView(ActorView.Kind.AGENT, null, alias.name(), alias.image());
        }
        var profile = portal.profile(id);
        return profile == null
                ? new ActorView(ActorView.Kind.AGENT, id.value(), portal.portal().name(), null)
                : new ActorView(
                        ActorView.Kind.AGENT,
                        id.value(),
                        shown(profile, chatflow, portal),
                        profile.avatarUrl());
    }

    static String shown(Agent.Profile profile, @Nullable Chatflow chatflow, PortalSnapshot portal) {
        var language = chatflow == null ? "" : chatflow.definition().options().language();
        var primary = Locale.forLanguageTag(language).getLanguage();
        if (FULL_NAME_LANGUAGES.contains(primary)) {
            return profile.name();
        }
        return profile.firstName().isBlank() ? portal.portal().name() : profile.firstName();
    }

    /// The brand that stands in for agents in conversations that begin there now; null if none
    /// does.
    static @Nullable Alias alias(@Nullable Chatflow chatflow) {
        return chatflow != null
                        && chatflow.definition().display().heading()
                                instanceof Heading.Branding(var name, var image, var alias)
                        && alias
                ? new Alias(name, image)
                : null;
    }
}
