package parley.gateway.edge.rest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import parley.gateway.visitor.Contact;
import parley.gateway.visitor.EmailAddress;
import parley.gateway.visitor.store.ContactImports.ContactRow;
import parley.gateway.visitor.store.ContactImports.RowProblem;
import parley.protocol.value.Problem;

/// What the columns of a file of contacts mean: `email` is a must, `name` and `owner` (an agent's
/// address) are the contact's own, every other is a property. An empty cell says nothing.
final class ContactCsv {
    private static final int SHOWN = 80;
    private static final Set<String> OWN = Set.of("email", "name", "owner");

    private final List<String> columns;

    private ContactCsv(List<String> columns) {
        this.columns = columns;
    }

    /// What became of a row.
    sealed interface Line {}

    /// A contact.
    record Good(ContactRow row) implements Line {}

    /// Not one, and why.
    record Bad(RowProblem problem) implements Line {}

    /// The header is none.
    static final class BadHeader extends RuntimeException {
        private final Problem problem;

        BadHeader(Problem problem) {
            super(problem.toString(), null, false, false);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    /// @throws BadHeader names the column that is wrong
    static ContactCsv of(CsvReader.Row header) {
        var columns = new ArrayList<String>();
        var seen = new HashSet<String>();
        for (var text : header.fields()) {
            var name = text.strip();
            var own = name.toLowerCase(Locale.ROOT);
            var column = OWN.contains(own) ? own : name;
            if (column.isEmpty() || column.length() > Contact.MAX_PROPERTY_NAME) {
                throw bad(text, "names of 1 to 64 characters");
            }
            if (!seen.add(column)) {
                throw bad(text, "each column once");
            }
            columns.add(column);
        }
        if (header.problem() != null || !seen.contains("email")) {
            throw bad(String.join(",", header.fields()), "a column named email");
        }
        return new ContactCsv(columns);
    }

    /// Reads a row under this header.
    Line read(CsvReader.Row row) {
        if (row.problem() != null) {
            return bad(row, "", row.problem(), "a row as RFC 4180 has it");
        }
        if (row.fields().size() != columns.size()) {
            return bad(row, "", row.fields().size() + " fields", columns.size() + " fields");
        }
        var cells = new HashMap<String, String>();
        for (int i = 0; i < columns.size(); i++) {
            var cell = row.fields().get(i).strip();
            if (!cell.isEmpty()) {
                cells.put(columns.get(i), cell);
            }
        }
        return read(row, cells);
    }

    private static Line read(CsvReader.Row row, Map<String, String> cells) {
        var email = cells.remove("email");
        var name = cells.remove("name");
        var owner = cells.remove("owner");
        var address = email == null ? null : address(email);
        if (address == null) {
            return bad(row, "email", email == null ? "nothing" : email, "an e-mail address");
        }
        if (name != null && name.length() > Contact.MAX_NAME) {
            return bad(row, "name", name, "at most " + Contact.MAX_NAME + " characters");
        }
        for (var it : cells.entrySet()) {
            if (it.getValue().length() > Contact.MAX_PROPERTY_VALUE || !storable(it.getValue())) {
                return bad(
                        row,
                        it.getKey(),
                        it.getValue(),
                        "at most %d characters, no control character"
                                .formatted(Contact.MAX_PROPERTY_VALUE));
            }
        }
        return cells.size() > Contact.MAX_PROPERTIES
                ? bad(row, "", cells.size() + " properties", "at most " + Contact.MAX_PROPERTIES)
                : new Good(
                        new ContactRow(
                                row.number(),
                                address,
                                name,
                                owner == null ? null : owner.toLowerCase(Locale.ROOT),
                                cells));
    }

    private static @Nullable EmailAddress address(String text) {
        try {
            return EmailAddress.of(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static boolean storable(String text) {
        return text.codePoints().allMatch(c -> c >= ' ' || c == '\n' || c == '\t' || c == '\r');
    }

    private static Bad bad(CsvReader.Row row, String field, String value, String expected) {
        return new Bad(new RowProblem(row.number(), new Problem(field, shown(value), expected)));
    }

    private static BadHeader bad(String value, String expected) {
        return new BadHeader(new Problem("header", shown(value), expected));
    }

    private static String shown(String value) {
        return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
    }
}
