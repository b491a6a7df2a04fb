package parley.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.r2dbc.spi.Statement;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

@DisplayName("The rooms and the doors between them")
class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("parley");

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "nothing",
            textBlock =
                    """
                    protocol.value       | nothing
                    protocol.frame       | protocol.value
                    gateway.transport    | nothing
                    gateway.chatflow     | protocol.value
                    gateway.availability | protocol.value
                    gateway.routing      | protocol.value gateway.availability
                    gateway.fanout       | protocol.value
                    gateway.visitor      | protocol.value gateway.availability
                    gateway.knowledge    | protocol.value
                    gateway.report       | protocol.value gateway.availability
                    gateway.access       | protocol.value
                    gateway.conversation | protocol.value gateway.availability gateway.routing gateway.fanout
                    gateway.session      | protocol gateway.chatflow gateway.availability gateway.visitor gateway.access gateway.fanout gateway.conversation gateway.knowledge gateway.report
                    gateway.edge         | protocol gateway.transport gateway.chatflow gateway.availability gateway.routing gateway.fanout gateway.visitor gateway.access gateway.conversation gateway.knowledge gateway.report gateway.session
                    gateway.postgres     | protocol.value gateway.transport gateway.chatflow gateway.availability gateway.routing gateway.fanout gateway.visitor gateway.access gateway.conversation gateway.knowledge gateway.report
                    gateway.redis        | protocol.value gateway.fanout gateway.conversation
                    gateway.app          | protocol gateway
                    """)
    @DisplayName("a room imports only")
    void doors(String room, @Nullable String mayImport) {
        var open =
                Stream.concat(
                                Stream.of(room),
                                Stream.ofNullable(mayImport)
                                        .flatMap(it -> Stream.of(it.split(" "))))
                        .map(it -> "parley." + it + "..")
                        .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage("parley." + room + "..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("parley..").and(not(resideInAnyPackage(open))))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    @DisplayName("there is no room beside these, and no circle between any two packages")
    void noCircles() {
        classes()
                .should()
                .resideInAnyPackage(
                        "parley.protocol.value..",
                        "parley.protocol.frame..",
                        "parley.gateway.transport..",
                        "parley.gateway.chatflow..",
                        "parley.gateway.availability..",
                        "parley.gateway.routing..",
                        "parley.gateway.fanout..",
                        "parley.gateway.visitor..",
                        "parley.gateway.knowledge..",
                        "parley.gateway.report..",
                        "parley.gateway.access..",
                        "parley.gateway.conversation..",
                        "parley.gateway.session..",
                        "parley.gateway.edge..",
                        "parley.gateway.postgres..",
                        "parley.gateway.redis..",
                        "parley.gateway.app..")
                .check(CLASSES);
        slices().matching("parley.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    @DisplayName(
            "the rooms that decide are plain Java: no Reactor, no client library, no metrics, no log")
    void pureRooms() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "parley.protocol.value",
                        "parley.gateway.chatflow",
                        "parley.gateway.chatflow.page",
                        "parley.gateway.availability",
                        "parley.gateway.routing")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("parley..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @ParameterizedTest(name = "{0} is seen by {1} alone")
    @CsvSource({
        "reactor.netty, edge,     edge",
        "io.netty,      edge,     session",
        "io.r2dbc,      postgres, postgres",
        "io.lettuce,    redis,    redis",
        "com.maxmind,   edge.country, edge.country",
    })
    @DisplayName("each client library has one room; session may use Netty's buffers and channels")
    void oneRoomPerLibrary(String library, String room, String other) {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "parley.gateway." + room + "..",
                        "parley.gateway." + other + "..",
                        "parley.gateway.transport..",
                        "parley.gateway.postgres..",
                        "parley.gateway.redis..",
                        "parley.gateway.app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library + "..")
                .check(CLASSES);
    }

    @Test
    @DisplayName("of Netty, session sees buffers and channels alone")
    void sessionSeesLittleOfNetty() {
        noClasses()
                .that()
                .resideInAPackage("parley.gateway.session..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.netty..")
                                .and(
                                        not(
                                                resideInAnyPackage(
                                                        "io.netty.buffer..",
                                                        "io.netty.channel..",
                                                        "io.netty.util.."))))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    @DisplayName("nobody blocks")
    void nobodyBlocks() {
        noClasses()
                .that()
                .resideOutsideOfPackages("parley.gateway.app..")
                .should()
                .callMethodWhere(
                        target(
                                        nameMatching(
                                                "block|blockFirst|blockLast|blockOptional|toIterable|toStream"))
                                .and(target(owner(resideInAPackage("reactor.core.publisher")))))
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(CLASSES);
    }

    @Test
    @DisplayName("only edge, session and app subscribe; everyone else returns the publisher")
    void nobodySubscribes() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "parley.gateway.edge..", "parley.gateway.session..", "parley.gateway.app..")
                .should()
                .callMethodWhere(
                        target(nameMatching("subscribe"))
                                .and(target(owner(resideInAPackage("reactor.core.publisher")))))
                .check(CLASSES);
    }

    @Test
    @DisplayName("nobody leaves a statement before it is over: rows come before the commit")
    void statementsRunToTheirEnd() {
        noClasses()
                .that()
                .resideInAPackage("parley.gateway.postgres..")
                .should()
                .callMethodWhere(
                        target(
                                        nameMatching(
                                                "next|single|singleOrEmpty|elementAt|last|take.*|timeout"))
                                .and(target(owner(resideInAPackage("reactor.core.publisher")))))
                .check(CLASSES);
        noClasses()
                .that(EXECUTE_STATEMENTS)
                .should()
                .callMethod(Mono.class, "from", Publisher.class)
                .check(CLASSES);
    }

    private static final DescribedPredicate<JavaClass> EXECUTE_STATEMENTS =
            DescribedPredicate.describe(
                    "execute statements",
                    it ->
                            it.getMethodCallsFromSelf().stream()
                                    .map(JavaMethodCall::getTarget)
                                    .anyMatch(call ->
                                            call.getName().equals("execute")
                                                    && call.getOwner()
                                                            .isAssignableTo(Statement.class)));

    @Test
    @DisplayName("no mutable static state, no console, no bare RuntimeException")
    void noStatics() {
        fields().that().areStatic().should().beFinal().check(CLASSES);
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
        NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(CLASSES);
    }

    @Test
    @DisplayName("tests migrate as the gateway does: Flyway is known to its room alone")
    void oneWayToMigrate() {
        noClasses()
                .that()
                .resideOutsideOfPackage("parley.gateway.postgres")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.flywaydb..")
                .check(new ClassFileImporter().importPackages("parley"));
    }
}
