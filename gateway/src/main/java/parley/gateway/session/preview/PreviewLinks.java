package parley.gateway.session.preview;

import java.util.Set;
import parley.gateway.access.Access;
import parley.gateway.access.Command;
import parley.gateway.access.Grants;
import parley.gateway.access.Principal;
import parley.gateway.access.Resource;
import parley.gateway.access.store.GrantStore;
import parley.gateway.session.preview.PreviewTokens.Reason;
import parley.gateway.session.preview.PreviewTokens.Verdict;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Says whether a preview link is good now.
@FunctionalInterface
public interface PreviewLinks {
    /// Where there are no previews.
    PreviewLinks NONE = (_, _) -> Mono.just(new Verdict.Refused(Reason.FORGED));

    /// Judges the token of a link, for a connection to this portal.
    Mono<Verdict> judge(String token, PortalId portal);

    /// Links hold while their editor may edit chatflows. A token that is not good costs no I/O.
    static PreviewLinks ofEditors(PreviewTokens tokens, GrantStore grants) {
        return (token, portal) ->
                switch (tokens.judge(token, portal)) {
                    case Verdict.Refused refused -> Mono.just(refused);
                    case Verdict.Valid(var claims) ->
                            grants.find(portal, claims.editor())
                                    .filter(it -> mayEdit(claims, it))
                                    .map(_ -> (Verdict) new Verdict.Valid(claims))
                                    .defaultIfEmpty(new Verdict.Refused(Reason.FORBIDDEN));
                };
    }

    private static boolean mayEdit(PreviewClaims claims, Grants grants) {
        var editor =
                new Principal(
                        claims.portal(),
                        claims.editor(),
                        grants.role(),
                        grants.permissions(),
                        Set.of());
        return Access.authorise(
                        editor, Command.EDIT_CHATFLOW, new Resource.OfPortal(claims.portal()))
                instanceof Access.Allowed;
    }
}
