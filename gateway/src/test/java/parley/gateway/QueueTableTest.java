package parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("QUEUES.md, the table of every queue of the process (contract G11)")
class QueueTableTest {
    private static final Set<String> QUEUES =
            Set.of(
                    "java.util.ArrayDeque",
                    "java.util.LinkedList",
                    "java.util.PriorityQueue",
                    "java.util.concurrent.ArrayBlockingQueue",
                    "java.util.concurrent.ConcurrentLinkedDeque",
                    "java.util.concurrent.ConcurrentLinkedQueue",
                    "java.util.concurrent.DelayQueue",
                    "java.util.concurrent.LinkedBlockingDeque",
                    "java.util.concurrent.LinkedBlockingQueue",
                    "java.util.concurrent.LinkedTransferQueue",
                    "java.util.concurrent.PriorityBlockingQueue",
                    "io.netty.channel.WriteBufferWaterMark",
                    "parley.gateway.conversation.Errands");

    /// Factories and operators that hold what nobody has taken yet.
    private static final Set<String> CALLS =
            Set.of(
                    "onBackpressureBuffer",
                    "onBackpressureDrop",
                    "onBackpressureLatest",
                    "directBestEffort",
                    "directAllOrNothing",
                    "unboundedMultiproducer",
                    "unbounded",
                    "requestQueueSize",
                    "newBoundedElastic",
                    "replay");

    private static final Set<String> LIBRARIES =
            Set.of("reactor.core", "reactor.util", "io.lettuce.core");

    private final Set<String> listed =
            QueueTable.rows().stream()
                    .flatMap(it -> it.where().stream())
                    .collect(Collectors.toCollection(TreeSet::new));

    @Test
    @DisplayName("names every class that makes a queue")
    void complete() {
        var makers =
                new ClassFileImporter()
                                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                                .importPackages("parley")
                                .stream()
                                .filter(QueueTableTest::makesQueues)
                                .map(QueueTableTest::outermost)
                                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(makers).as("does the search find anything?").hasSizeGreaterThan(20);
        assertThat(listed).containsAll(makers);
    }

    @TestFactory
    @DisplayName("names classes that are there")
    Stream<DynamicTest> fresh() {
        return listed.stream()
                .filter(it -> !it.equals("Netty"))
                .map(it -> dynamicTest(it, () -> Class.forName("parley.gateway." + it)));
    }

    @TestFactory
    @DisplayName("says of each its bound, its unit, what happens when it is full, and its meter")
    Stream<DynamicTest> whole() {
        return QueueTable.rows().stream()
                .map(row ->
                        dynamicTest(
                                row.queue(),
                                () -> {
                                    assertThat(row.where()).isNotEmpty();
                                    assertThat(row.bound()).isNotBlank();
                                    assertThat(row.unit()).isNotBlank();
                                    assertThat(row.whenFull()).isNotBlank();
                                    assertThat(row.meters()).isNotEmpty();
                                }));
    }

    private static boolean makesQueues(JavaClass maker) {
        return Stream.concat(
                        maker.getConstructorCallsFromSelf().stream(),
                        maker.getMethodCallsFromSelf().stream())
                .map(JavaCall::getTarget)
                .anyMatch(QueueTableTest::isQueue);
    }

    private static boolean isQueue(AccessTarget.CodeUnitCallTarget target) {
        var owner = target.getOwner().getName();
        boolean made = target.getName().equals("<init>") && QUEUES.contains(owner);
        boolean library = LIBRARIES.stream().anyMatch(owner::startsWith);
        return made || (library && CALLS.contains(target.getName()));
    }

    /// As the table names it: without the common package, and without what it is nested in.
    private static String outermost(JavaClass maker) {
        return maker.getName().replaceFirst("^parley\\.gateway\\.", "").replaceFirst("\\$.*", "");
    }
}
