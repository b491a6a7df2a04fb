package parley.gateway.edge.rest;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import parley.gateway.access.Command;
import parley.gateway.edge.rest.Route.Subject;
import parley.gateway.visitor.EmailAddress;
import parley.gateway.visitor.IdentificationTokens;
import parley.gateway.visitor.Identity;
import parley.gateway.visitor.IdentityKey;
import parley.gateway.visitor.VisitorSettings;
import parley.gateway.visitor.store.IdentityStore;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// How a customer's servers vouch for visitors: keys to sign tokens with, tokens that we sign for
/// them (H14), and what the portal asks of visitors.
final class IdentityRoutes {
    private static final String PORTAL = "/api/v1/portals/{portal}";
    private static final String KEYS = PORTAL + "/identity-keys";
    private static final String SETTINGS = PORTAL + "/visitor-settings";
    private static final int MAX_HOSTS = 100;
    private static final EmailAddress NOBODY = new EmailAddress("nobody@example.invalid");
    private static final Answers<VisitorSettings> ANSWERS =
            new Answers<>(IdentityRoutes::json, VisitorSettings::version);

    private final IdentityStore identity;
    private final IdentificationTokens tokens;
    private final RestTools tools;

    IdentityRoutes(IdentityStore identity, RestTools tools) {
        this.identity = identity;
        this.tokens = new IdentificationTokens(tools.clock());
        this.tools = tools;
    }

    List<Route> routes() {
        return List.of(
                Route.post(
                        PORTAL + "/identification-tokens",
                        Command.IDENTIFY_VISITOR,
                        Subject.PORTAL,
                        this::mint),
                Route.get(KEYS, Command.EDIT_PORTAL, Subject.PORTAL, this::keys),
                Route.act(KEYS, Command.EDIT_PORTAL, Subject.PORTAL, this::add),
                Route.delete(KEYS + "/{key}", Command.EDIT_PORTAL, Subject.PORTAL, this::delete),
                Route.get(SETTINGS, Command.READ_PORTAL, Subject.PORTAL, this::settings),
                Route.put(SETTINGS, Command.EDIT_PORTAL, Subject.PORTAL, this::change));
    }

    /// Signed with the newest key; the first token makes one.
    private Mono<Answer> mint(Call call) {
        return call.reading(
                it ->
                        new Identity(
                                it.parsed("email", "an e-mail address", EmailAddress::of, NOBODY),
                                it.optionalText("firstName", 0, 100),
                                it.optionalText("lastName", 0, 100)),
                who ->
                        newest(call.portal())
                                .map(key -> tokens.mint(call.portal(), key, who))
                                .map(this::minted));
    }

    private Answer minted(String token) {
        var expiresAt = tools.clock().instant().plus(IdentificationTokens.LIFETIME);
        return new Answer(
                201,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("token", token)
                        .put("expiresAt", expiresAt.toString()),
                Map.of());
    }

    private Mono<IdentityKey> newest(PortalId portal) {
        return identity.keys(portal)
                .flatMap(it ->
                        it.isEmpty() ? Mono.defer(() -> made(portal)) : Mono.just(it.getFirst()));
    }

    private Mono<IdentityKey> made(PortalId portal) {
        var secret = new byte[IdentityKey.BYTES];
        tools.random().nextBytes(secret);
        var key = new IdentityKey(tools.ids().get(), secret, tools.clock().instant());
        return identity.add(portal, key).thenReturn(key);
    }

    private Mono<Answer> keys(Call call) {
        return identity.keys(call.portal())
                .map(keys -> {
                    var body = JsonNodeFactory.instance.objectNode();
                    var array = body.putArray("keys");
                    keys.forEach(it ->
                            array.addObject()
                                    .put("id", it.id().toString())
                                    .put("createdAt", it.createdAt().toString()));
                    return Answer.ok(body);
                });
    }

    /// The only time that the secret is told.
    private Mono<Answer> add(Call call) {
        return made(call.portal())
                .map(key ->
                        new Answer(
                                201,
                                JsonNodeFactory.instance
                                        .objectNode()
                                        .put("id", key.id().toString())
                                        .put(
                                                "secret",
                                                Base64.getUrlEncoder()
                                                        .withoutPadding()
                                                        .encodeToString(key.secret())),
                                Map.of()));
    }

    private Mono<Answer> delete(Call call) {
        return identity.delete(call.portal(), UUID.fromString(call.variable("key")))
                .map(there -> there ? Answer.nothing() : Answer.notFound());
    }

    private Mono<Answer> settings(Call call) {
        return identity.settings(call.portal()).map(it -> Answer.ok(json(it)));
    }

    private Mono<Answer> change(Call call) {
        return call.reading(
                it ->
                        new VisitorSettings(
                                call.portal(),
                                it.bool("identityRequired", false),
                                it.list("meetingHosts", MAX_HOSTS, HOST, IdentityRoutes::host),
                                it.seq("version")),
                it -> identity.save(it).map(ANSWERS::changed));
    }

    private static final String HOST = "a host such as meet.example.com";

    private static String host(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        if (!lower.matches("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9-]{2,63}")) {
            throw new IllegalArgumentException("host");
        }
        return lower;
    }

    private static JsonNode json(VisitorSettings settings) {
        var node =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("identityRequired", settings.identityRequired());
        var hosts = node.putArray("meetingHosts");
        settings.meetingHosts().forEach(hosts::add);
        return node.put("version", settings.version());
    }
}
