package parley.gateway.edge.rest;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Command;
import parley.gateway.access.Portal;
import parley.gateway.access.store.PortalStore;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.page.PageView;
import parley.gateway.chatflow.store.ChatflowStore;
import parley.gateway.edge.rest.Route.Subject;
import parley.gateway.session.preview.PreviewTokens;
import parley.gateway.session.preview.PreviewTokens.Minted;
import parley.protocol.frame.ClientFrame.Pretence;
import parley.protocol.value.Problem;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;

/// Links that show a draft on the real page (P1): what is saved, or what the body says. The token
/// is in the fragment of the address, which browsers send to no server.
final class PreviewRoutes {
    private static final String PREVIEW = "/api/v1/portals/{portal}/chatflows/{chatflow}/preview";
    private static final String PARAMETER = "parley-preview=";
    private static final int MAX_PAGE = 8_192;

    private final PortalStore portals;
    private final ChatflowStore chatflows;
    private final PreviewTokens previews;

    PreviewRoutes(PortalStore portals, ChatflowStore chatflows, PreviewTokens previews) {
        this.portals = portals;
        this.chatflows = chatflows;
        this.previews = previews;
    }

    List<Route> routes() {
        return List.of(
                Route.post(PREVIEW, Command.EDIT_CHATFLOW, Subject.PORTAL, this::preview).large());
    }

    private Mono<Answer> preview(Call call) {
        return Mono.zip(portals.find(call.portal()), chatflows.find(call.portal(), call.chatflow()))
                .flatMap(it ->
                        call.reading(
                                fields -> Asked.read(fields, it.getT1(), it.getT2()),
                                asked -> Mono.just(answer(call, asked))))
                .defaultIfEmpty(Answer.notFound());
    }

    private Answer answer(Call call, Asked asked) {
        var minted =
                previews.mint(
                        call.portal(), call.chatflow(), call.principal().agent(), asked.unsaved());
        return minted == null ? TOO_LONG : made(asked, minted);
    }

    private static final Answer TOO_LONG =
            Answer.invalid(
                    List.of(
                            new Problem(
                                    "definition",
                                    "too long for a link",
                                    "fewer rules or shorter texts, or nothing: then what is saved"
                                            + " is shown")));

    private static Answer made(Asked asked, Minted minted) {
        var as = asked.as();
        var what = as == null ? minted.token() : minted.token() + '~' + as.wireName();
        var separator = asked.page().indexOf('#') < 0 ? '#' : '&';
        return new Answer(
                201,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("link", asked.page() + separator + PARAMETER + what)
                        .put("token", minted.token())
                        .put("until", minted.claims().until().toString())
                        .put("saved", minted.claims().unsaved() == null),
                Map.of());
    }

    /// What is asked.
    ///
    /// @param page where it is shown
    /// @param unsaved null to show what is saved
    /// @param as what is pretended of the team; null for nothing
    private record Asked(String page, @Nullable Definition unsaved, @Nullable Pretence as) {
        static Asked read(Fields fields, Portal portal, Chatflow stored) {
            var page = fields.optionalText("page", 1, MAX_PAGE);
            var shown = page == null ? home(portal) : page;
            var origin = PageView.of(shown).origin();
            if (origin.isEmpty() || !portal.origins().allow(origin)) {
                fields.add(
                        List.of(
                                new Problem(
                                        "page",
                                        page == null ? "nothing" : '"' + origin + '"',
                                        "a page on one of the portal's origins")));
            }
            var unsaved =
                    fields.raw("definition") == null
                            ? null
                            : ChatflowRoutes.definition(fields, stored.definition());
            var as =
                    fields.optionalParsed(
                            "availability", "available, away or full", PreviewRoutes::pretence);
            return new Asked(shown, unsaved, as);
        }

        /// The first page of the first site; empty if there is none.
        private static String home(Portal portal) {
            return portal.origins().values().stream()
                    .filter(it -> it.indexOf('*') < 0)
                    .sorted()
                    .findFirst()
                    .map(it -> it + '/')
                    .orElse("");
        }
    }

    private static Pretence pretence(String text) {
        for (var pretence : Pretence.values()) {
            if (pretence.wireName().equals(text)) {
                return pretence;
            }
        }
        throw new IllegalArgumentException(text);
    }
}
