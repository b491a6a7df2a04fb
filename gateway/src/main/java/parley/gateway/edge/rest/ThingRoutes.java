package parley.gateway.edge.rest;

import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Command;
import parley.gateway.availability.store.VersionedStore;
import parley.gateway.edge.rest.Route.Subject;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// The five routes of one sort of thing that admins edit: list, create, read, replace, delete.
///
/// @param <T> the sort of thing
final class ThingRoutes<T> {
    private final Sort<T> sort;
    private final VersionedStore<T> store;
    private final Supplier<UUID> ids;

    ThingRoutes(Sort<T> sort, VersionedStore<T> store, Supplier<UUID> ids) {
        this.sort = sort;
        this.store = store;
        this.ids = ids;
    }

    /// What is particular to a sort.
    ///
    /// @param plural in paths, as in `contact-lists`
    /// @param name of a list in an answer
    /// @param variable of the path, as in `list`
    record Sort<T>(
            String plural,
            String name,
            String variable,
            Command toRead,
            Command toEdit,
            Reader<T> reader,
            Answers<T> answers) {
        String path() {
            return "/api/v1/portals/{portal}/" + plural;
        }

        String onePath() {
            return path() + "/{" + variable + "}";
        }
    }

    /// Makes one of the fields of a body; answers null where it has added a problem.
    @FunctionalInterface
    interface Reader<T> {
        @Nullable T read(Fields fields, PortalId portal, UUID id, long version);
    }

    List<Route> routes() {
        return List.of(
                Route.get(sort.path(), sort.toRead(), Subject.PORTAL, this::list),
                Route.post(sort.path(), sort.toEdit(), Subject.PORTAL, this::create).large(),
                Route.get(sort.onePath(), sort.toRead(), Subject.PORTAL, this::read),
                Route.put(sort.onePath(), sort.toEdit(), Subject.PORTAL, this::update).large(),
                Route.delete(sort.onePath(), sort.toEdit(), Subject.PORTAL, this::delete));
    }

    private Mono<Answer> list(Call call) {
        return store.ofPortal(call.portal()).map(it -> sort.answers().list(sort.name(), it));
    }

    private Mono<Answer> create(Call call) {
        return call.reading(
                it -> sort.reader().read(it, call.portal(), ids.get(), 0),
                it -> store.save(it).map(sort.answers()::created));
    }

    private Mono<Answer> read(Call call) {
        return sort.answers().found(store.find(call.portal(), id(call)));
    }

    private Mono<Answer> update(Call call) {
        return call.reading(
                it -> sort.reader().read(it, call.portal(), id(call), it.version(call.ifMatch())),
                it -> store.save(it).map(sort.answers()::changed));
    }

    private Mono<Answer> delete(Call call) {
        return call.expecting(
                it -> store.delete(call.portal(), id(call), it).map(sort.answers()::deleted));
    }

    private UUID id(Call call) {
        return UUID.fromString(call.variable(sort.variable()));
    }
}
