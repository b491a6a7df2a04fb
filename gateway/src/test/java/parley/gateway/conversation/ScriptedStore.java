package parley.gateway.conversation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.EntryKind;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;
import parley.protocol.value.TeamId;
import parley.protocol.value.VisitorId;
import reactor.core.publisher.Mono;

/// A log that a test writes, and that runs the test's code at the moments of a read.
final class ScriptedStore implements ConversationStore {
    final PortalId portal = new PortalId(UUID.randomUUID());
    private final Map<ConversationId, List<Entry>> logs = new HashMap<>();

    Runnable beforeReading = () -> {};
    Runnable afterReading = () -> {};
    int failures;
    int reads;
    int headQueries;

    Entry append(ConversationId conversation) {
        var log = logs.computeIfAbsent(conversation, _ -> new ArrayList<>());
        var entry =
                new Entry(
                        conversation,
                        Stream.PUBLIC,
                        log.size() + 1L,
                        UUID.randomUUID(),
                        EntryKind.MESSAGE,
                        new Actor.Visitor(new VisitorId(UUID.randomUUID())),
                        null,
                        "m" + (log.size() + 1),
                        Map.of(),
                        Instant.EPOCH);
        log.add(entry);
        return entry;
    }

    List<Entry> log(ConversationId conversation) {
        return List.copyOf(logs.getOrDefault(conversation, List.of()));
    }

    /// As a restore from an old backup does.
    void loseAfter(ConversationId conversation, int seq) {
        var log = logs.get(conversation);
        log.subList(seq, log.size()).clear();
    }

    @Override
    public Mono<List<Entry>> read(
            PortalId of, ConversationId conversation, Stream stream, long after, int limit) {
        return Mono.fromSupplier(() -> {
            reads++;
            beforeReading.run();
            if (failures-- > 0) {
                throw new IllegalStateException("the database is away");
            }
            var page =
                    log(conversation).stream()
                            .filter(it -> it.stream() == stream && it.seq() > after)
                            .limit(limit)
                            .toList();
            afterReading.run();
            return page;
        });
    }

    @Override
    public Mono<Map<ConversationId, Heads>> heads(Collection<ConversationId> conversations) {
        return Mono.fromSupplier(() -> {
            headQueries++;
            return conversations.stream()
                    .filter(logs::containsKey)
                    .collect(
                            Collectors.toMap(it -> it, it -> new Heads(portal, log(it).size(), 0)));
        });
    }

    @Override
    public Mono<Posted> start(Start start) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Conversation> find(PortalId of, ConversationId conversation) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<List<Conversation>> ofVisitor(PortalId of, VisitorId visitor, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<List<Conversation>> list(Query query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Change> assign(
            PortalId of,
            ConversationId conversation,
            @Nullable AgentId agent,
            AgentId by,
            String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Change> takeIfUnassigned(PortalId of, ConversationId conversation, AgentId agent) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Change> transfer(
            PortalId of,
            ConversationId conversation,
            @Nullable TeamId team,
            @Nullable InboxId inbox,
            AgentId by) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Change> close(PortalId of, ConversationId conversation, AgentId by) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Change> reopen(PortalId of, ConversationId conversation, Actor by) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Void> cursor(
            PortalId of,
            ConversationId conversation,
            Stream stream,
            String participant,
            long delivered,
            long read) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<String> epoch() {
        throw new UnsupportedOperationException();
    }
}
