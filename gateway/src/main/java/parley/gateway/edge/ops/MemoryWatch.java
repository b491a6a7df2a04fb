package parley.gateway.edge.ops;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How full the memory is: the heap as the last collection left it, for what is garbage presses
/// nobody and an idle heap may be full of it; and the direct memory that buffers live in.
///
/// Gauge `chat.memory.used{kind="heap|direct"}` (a share of the most there can be).
public final class MemoryWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryWatch.class);

    private final Set<String> heapPools =
            ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(it -> it.getType() == MemoryType.HEAP)
                    .map(MemoryPoolMXBean::getName)
                    .collect(Collectors.toUnmodifiableSet());
    private final NotificationListener listener = (event, _) -> collected(event);
    private volatile long heapLeft;

    public MemoryWatch(MeterRegistry meters) {
        for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(listener, null, null);
            }
        }
        Gauge.builder("chat.memory.used", this, it -> it.heapPercent() / 100)
                .description("Of the heap, as the last collection left it")
                .tag("kind", "heap")
                .register(meters);
        Gauge.builder("chat.memory.used", this, it -> directPercent() / 100)
                .description("Of the direct memory, what Netty has reserved")
                .tag("kind", "direct")
                .register(meters);
    }

    /// Of the heap; 0 before the first collection.
    public double heapPercent() {
        return 100.0 * heapLeft / Runtime.getRuntime().maxMemory();
    }

    /// Of whichever is fuller.
    public int percent() {
        return (int) Math.max(heapPercent(), directPercent());
    }

    private static double directPercent() {
        long used =
                ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider it
                        ? it.metric().usedDirectMemory()
                        : 0;
        return 100.0 * used / Math.max(1, PlatformDependent.maxDirectMemory());
    }

    private void collected(Notification event) {
        if (event.getType()
                        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)
                && event.getUserData() instanceof CompositeData data) {
            heapLeft =
                    left(
                            GarbageCollectionNotificationInfo.from(data)
                                    .getGcInfo()
                                    .getMemoryUsageAfterGc());
        }
    }

    private long left(Map<String, MemoryUsage> after) {
        return after.entrySet().stream()
                .filter(it -> heapPools.contains(it.getKey()))
                .mapToLong(it -> it.getValue().getUsed())
                .sum();
    }

    @Override
    public void close() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                forget(emitter);
            }
        }
    }

    private void forget(NotificationEmitter emitter) {
        try {
            emitter.removeNotificationListener(listener);
        } catch (ListenerNotFoundException e) {
            LOG.debug("a collector was not listened to", e);
        }
    }
}
