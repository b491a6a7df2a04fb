package parley.gateway.edge.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Command;
import parley.gateway.edge.rest.Route.Subject;
import parley.gateway.visitor.store.ContactImports;
import parley.gateway.visitor.store.ContactImports.ContactRow;
import parley.gateway.visitor.store.ContactImports.Progress;
import parley.gateway.visitor.store.ContactImports.RowProblem;
import parley.protocol.value.PortalId;
import parley.protocol.value.Problem;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Imports contacts from CSV while it is uploaded: a batch is stored before the next is read, so a
/// file of any length costs the memory of one batch, and a slow database slows the upload. The
/// caller chooses the import's id: sending it all again is harmless, and asking for it tells how
/// far it is.
final class ImportRoutes {
    private static final String IMPORT = "/api/v1/portals/{portal}/contact-imports/{import}";
    private static final int BATCH = 500;

    private final ContactImports imports;

    ImportRoutes(ContactImports imports) {
        this.imports = imports;
    }

    List<Route> routes() {
        return List.of(
                Route.csv(IMPORT, Command.IMPORT_CONTACTS, Subject.PORTAL, this::upload),
                Route.get(IMPORT, Command.IMPORT_CONTACTS, Subject.PORTAL, this::progress));
    }

    private Mono<Answer> progress(Call call) {
        return imports.find(call.portal(), id(call))
                .map(it -> Answer.ok(json(it)))
                .defaultIfEmpty(Answer.notFound());
    }

    private Mono<Answer> upload(Call call, Flux<byte[]> body) {
        var portal = call.portal();
        var id = id(call);
        return imports.begin(portal, id)
                .then(stored(portal, id, body))
                .then(Mono.defer(() -> imports.end(portal, id, null)))
                .map(it -> Answer.ok(json(it)))
                .onErrorResume(e -> brokenOff(portal, id, e));
    }

    private Mono<Void> stored(PortalId portal, UUID id, Flux<byte[]> body) {
        return Mono.defer(() -> {
            var reader = new CsvReader();
            var file = new File();
            return body.concatMapIterable(reader::read, 1)
                    .concatWith(Flux.defer(() -> Flux.fromIterable(reader.end())))
                    .<ContactCsv.Line>handle((row, to) -> {
                        var line = file.line(row);
                        if (line != null) {
                            to.next(line);
                        }
                    })
                    .buffer(BATCH)
                    .concatMap(it -> store(portal, id, it), 1)
                    .then(Mono.fromRunnable(file::demandHeader));
        });
    }

    private Mono<Progress> store(PortalId portal, UUID id, List<ContactCsv.Line> lines) {
        var rows = new ArrayList<ContactRow>();
        var refused = new ArrayList<RowProblem>();
        for (var line : lines) {
            switch (line) {
                case ContactCsv.Good(var row) -> rows.add(row);
                case ContactCsv.Bad(var problem) -> refused.add(problem);
            }
        }
        return imports.store(portal, id, rows, refused);
    }

    /// What is stored stays; what failed is noted, then told.
    private Mono<Answer> brokenOff(PortalId portal, UUID id, Throwable e) {
        return switch (e) {
            case ContactCsv.BadHeader it ->
                    imports.end(portal, id, new RowProblem(1, it.problem()))
                            .thenReturn(Answer.invalid(List.of(it.problem())));
            case CsvReader.NotUtf8 it -> {
                var problem = new Problem("", "bytes that are not UTF-8", "UTF-8");
                yield imports.end(portal, id, new RowProblem(it.row(), problem))
                        .thenReturn(Answer.malformed(List.of(problem)));
            }
            default ->
                    imports.end(
                                    portal,
                                    id,
                                    new RowProblem(
                                            0,
                                            new Problem("", "the upload broke off", "all of it")))
                            .onErrorComplete()
                            .then(Mono.error(e));
        };
    }

    /// Knows the header once it has come.
    private static final class File {
        private @Nullable ContactCsv columns;

        ContactCsv.@Nullable Line line(CsvReader.Row row) {
            if (columns == null) {
                columns = ContactCsv.of(row);
                return null;
            }
            return columns.read(row);
        }

        void demandHeader() {
            if (columns == null) {
                throw new ContactCsv.BadHeader(
                        new Problem("header", "nothing", "a column named email"));
            }
        }
    }

    private static UUID id(Call call) {
        return UUID.fromString(call.variable("import"));
    }

    private static ObjectNode json(Progress progress) {
        var node =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", progress.id().toString())
                        .put("state", progress.state())
                        .put("rows", progress.rows())
                        .put("created", progress.created())
                        .put("updated", progress.updated())
                        .put("refused", progress.refused());
        var problems = node.putArray("problems");
        progress.problems()
                .forEach(it ->
                        problems.addObject()
                                .put("row", it.row())
                                .put("field", it.problem().path())
                                .put("value", it.problem().value())
                                .put("expected", it.problem().expected()));
        return node;
    }
}
