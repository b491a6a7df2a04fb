package parley.gateway.visitor.store;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.gateway.visitor.EmailAddress;
import parley.protocol.value.PortalId;
import parley.protocol.value.Problem;
import reactor.core.publisher.Mono;

/// Imports of contacts, batch by batch. A contact is what has the address: importing the same file
/// twice changes nothing the second time.
public interface ContactImports {
    /// Most problems that are kept of one import.
    int MAX_PROBLEMS = 100;

    /// Begins, or begins again under the same id.
    Mono<Progress> begin(PortalId portal, UUID id);

    /// Stores a batch and how far the import is, in one transaction.
    ///
    /// @param refused the rows of this batch that could not be read
    Mono<Progress> store(PortalId portal, UUID id, List<ContactRow> rows, List<RowProblem> refused);

    /// Notes that it is over, and tells the nodes.
    ///
    /// @param failure why it broke off; null if it did not
    Mono<Progress> end(PortalId portal, UUID id, @Nullable RowProblem failure);

    /// How far it is; empty if the portal has no such import.
    Mono<Progress> find(PortalId portal, UUID id);

    /// One contact.
    ///
    /// @param number of the row, the header being 1
    /// @param name null: as it is
    /// @param ownerEmail of the agent who is to look after it; null: as it is
    /// @param properties these are set, others stay
    record ContactRow(
            long number,
            EmailAddress email,
            @Nullable String name,
            @Nullable String ownerEmail,
            Map<String, String> properties) {
        /// Copies the map.
        public ContactRow {
            properties = Map.copyOf(properties);
        }
    }

    /// A row that is refused.
    ///
    /// @param row its number, the header being 1
    record RowProblem(long row, Problem problem) {}

    /// How far it is.
    ///
    /// @param state `running`, `done` or `failed`
    /// @param rows that were read, the header apart
    /// @param problems the first of them
    record Progress(
            UUID id,
            String state,
            long rows,
            long created,
            long updated,
            long refused,
            List<RowProblem> problems) {
        /// Copies the list.
        public Progress {
            problems = List.copyOf(problems);
        }
    }
}
