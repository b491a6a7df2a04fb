package parley.gateway.app;

import java.util.function.LongSupplier;
import parley.gateway.edge.admission.AdmissionState;
import parley.gateway.edge.admission.AdmissionWatch;
import parley.gateway.edge.admission.PoolProbe;
import parley.gateway.edge.admission.Reading;
import parley.gateway.edge.ops.LoopWatch;
import parley.gateway.edge.ops.MemoryWatch;
import parley.gateway.postgres.Database;

/// What is watched of the process, and what follows from it.
///
/// @param admission how hard all of it presses
record Watches(LoopWatch loops, MemoryWatch memory, AdmissionState admission) {
    static Watches of(Platform platform) {
        var memory = new MemoryWatch(platform.meters());
        platform.lifecycle().onStop("memory watch", memory::close);
        return new Watches(
                new LoopWatch(System::nanoTime, platform.meters()),
                memory,
                new AdmissionState(platform.config().admission()));
    }

    /// Measures from now on.
    ///
    /// @param outboundBytes that wait for all peers that lag
    void start(Platform platform, Database database, LongSupplier outboundBytes) {
        var pool = new PoolProbe(database.awaitConnection(), System::nanoTime, platform.meters());
        var probing = pool.start();
        platform.lifecycle().onStop("pool probe", probing::dispose);
        var watch =
                new AdmissionWatch(
                        platform.config().admission(),
                        admission,
                        () ->
                                new Reading(
                                        loops.worstLag(),
                                        memory.percent(),
                                        pool.poolWait(),
                                        outboundBytes.getAsLong()),
                        System::nanoTime,
                        platform.meters());
        var measuring = watch.start();
        platform.lifecycle().onStop("admission watch", measuring::dispose);
    }
}
