package parley.gateway.session;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Channel.ReplyTime;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.OperatingHours;
import parley.gateway.availability.TypicalReply;
import parley.gateway.availability.TypicalReply.Reply;
import parley.gateway.availability.store.VersionedStore;
import parley.gateway.knowledge.store.ArticleSearch;
import parley.gateway.report.Survey;
import parley.gateway.report.store.FirstReplies;
import parley.gateway.visitor.SubscriptionType;
import parley.gateway.visitor.store.IdentityStore;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Reads what portals have beside chatflows and staff. Reply times are measured again after a
/// while, not with every load: edits come in bursts, and a median of a week is in no hurry.
public final class StoredExtras {
    /// How long a measured figure is good for.
    public static final Duration MEASURED_EVERY = Duration.ofMinutes(10);

    private final Stores stores;
    private final Clock clock;
    private final Map<PortalId, Mono<Map<InboxId, List<Reply>>>> measured =
            new ConcurrentHashMap<>();

    public StoredExtras(Stores stores, Clock clock) {
        this.stores = stores;
        this.clock = clock;
    }

    /// Where it is read from.
    public record Stores(
            IdentityStore identity,
            ArticleSearch articles,
            VersionedStore<SubscriptionType> subscriptionTypes,
            VersionedStore<Survey> surveys,
            FirstReplies replies) {}

    /// All of a portal.
    Mono<PortalExtras> of(PortalId portal, Collection<Inbox> inboxes) {
        return Mono.zip(
                        stores.identity().settings(portal),
                        stores.identity().keys(portal),
                        stores.articles().published(portal),
                        stores.subscriptionTypes().ofPortal(portal).map(StoredExtras::open),
                        stores.surveys().ofPortal(portal).map(StoredExtras::inChat),
                        replyTimes(portal, inboxes))
                .map(it ->
                        new PortalExtras(
                                it.getT1(),
                                it.getT2(),
                                it.getT3(),
                                it.getT4(),
                                it.getT5(),
                                it.getT6()));
    }

    private static Set<UUID> open(List<SubscriptionType> types) {
        return types.stream()
                .filter(it -> !it.archived())
                .map(SubscriptionType::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Map<UUID, Survey> inChat(List<Survey> surveys) {
        return surveys.stream()
                .filter(it -> it.delivery() == Survey.Delivery.CHAT)
                .collect(Collectors.toUnmodifiableMap(Survey::id, Function.identity()));
    }

    /// Nothing is read where no inbox tells a measured time.
    private Mono<Map<InboxId, ReplyTime>> replyTimes(PortalId portal, Collection<Inbox> inboxes) {
        var automatic =
                inboxes.stream()
                        .filter(it -> it.channel().replyTime() == ReplyTime.AUTOMATIC)
                        .toList();
        return automatic.isEmpty()
                ? Mono.just(Map.of())
                : measured.computeIfAbsent(portal, this::measure).map(it -> told(automatic, it));
    }

    /// Not the pages' matter if it cannot be measured: then they say nothing.
    private Mono<Map<InboxId, List<Reply>>> measure(PortalId portal) {
        return Mono.defer(() ->
                        stores.replies()
                                .since(portal, clock.instant().minus(TypicalReply.LOOK_BACK)))
                .cache(_ -> MEASURED_EVERY, _ -> Duration.ZERO, () -> Duration.ZERO)
                .onErrorReturn(Map.of());
    }

    private static Map<InboxId, ReplyTime> told(
            List<Inbox> inboxes, Map<InboxId, List<Reply>> replies) {
        var times = new HashMap<InboxId, ReplyTime>();
        for (var inbox : inboxes) {
            var hours = hours(inbox.channel());
            var median = TypicalReply.median(replies.getOrDefault(inbox.id(), List.of()), hours);
            times.put(inbox.id(), TypicalReply.told(ReplyTime.AUTOMATIC, median));
        }
        return times;
    }

    private static @Nullable OperatingHours hours(Channel channel) {
        return channel.mode() instanceof Channel.Mode.Hours(var hours, _) ? hours : null;
    }
}
