package parley.gateway.chatflow;

import java.util.List;

/// When a chatflow applies to a page view. Holding one proves that it can be evaluated: what could
/// never match as meant is refused here (cases.md, section 0 and URL-31, QRY-14).
@SuppressWarnings("SameNameButDifferent") // each kind of rule has operators of its own
public sealed interface TargetingRule {
    /// Upper bound of a value, in bytes of UTF-8 (security.md, "Targeting rules").
    int MAX_VALUE_BYTES = 2_048;

    /// A rule on the page: include and exclusion rules of the URL section.
    sealed interface OfPage extends TargetingRule {}

    /// A rule on the visitor: what groups are made of.
    sealed interface OfVisitor extends TargetingRule {}

    /// Compares the page's address (T2, cases.md rules 1 to 3).
    ///
    /// @param operator how
    /// @param value trimmed; empty for [Operator#ALL_PAGES] alone
    /// @param ignoreCase also in path and query, by Unicode simple folding
    record Url(Url.Operator operator, String value, boolean ignoreCase) implements OfPage {
        /// @throws IllegalArgumentException if the value cannot be used with the operator
        public Url {
            value = RuleValue.url(operator, value);
        }

        /// Every http and https page.
        public static Url allPages() {
            return new Url(Url.Operator.ALL_PAGES, "", false);
        }

        /// How an address is compared.
        public enum Operator {
            /// Every http and https page.
            ALL_PAGES,
            /// Equality; the query counts only if the value has one; one trailing slash of the path
            /// does not.
            IS,
            /// Equality of everything but the fragment.
            IS_EXACTLY,
            /// The value is somewhere in the address, as sent or decoded.
            CONTAINS,
            /// The value is a prefix.
            BEGINS_WITH,
            /// `*` stands for any run.
            MATCHES_WILDCARD
        }
    }

    /// Compares a parameter of the query (T3, cases.md rule 4): true if any occurrence matches.
    ///
    /// @param name decoded, trimmed, not empty
    /// @param operator how
    /// @param value decoded, trimmed, taken literally; may be empty for [Operator#IS]
    /// @param ignoreCase in name and value
    record QueryParameter(
            String name, QueryParameter.Operator operator, String value, boolean ignoreCase)
            implements OfPage {
        /// @throws IllegalArgumentException if the name is empty, or the text to contain is
        public QueryParameter {
            name = RuleValue.text("name", name, 1);
            value =
                    RuleValue.text(
                            "value", value, operator == QueryParameter.Operator.CONTAINS ? 1 : 0);
        }

        /// How a value is compared.
        public enum Operator {
            /// Exactly.
            IS,
            /// The text is somewhere in it.
            CONTAINS
        }
    }

    /// Compares something known of the visitor (T6 to T11, H4, cases.md rule 6).
    ///
    /// @param fact what
    /// @param operator how; one that the fact offers
    /// @param values what it is compared with: one or more for the operators that compare texts,
    ///   one number for `AT_LEAST` and `AT_MOST`, none for `IS_KNOWN` and `IS_UNKNOWN`
    /// @param ignoreCase for texts; countries, devices and languages ignore it always
    record Visitor(Fact fact, Visitor.Operator operator, List<String> values, boolean ignoreCase)
            implements OfVisitor {
        /// @throws IllegalArgumentException if the fact does not offer the operator, or a value is
        ///   empty, not a number, not a country, …
        public Visitor {
            values = RuleValue.visitor(fact, operator, values);
        }

        /// How a fact is compared. With several values one is enough.
        public enum Operator {
            /// Equals a value.
            IS_ANY_OF,
            /// Is known and equals no value, or is not known.
            IS_NONE_OF,
            /// Has a value in it.
            CONTAINS,
            /// Has a value at its start.
            STARTS_WITH,
            /// Is known.
            IS_KNOWN,
            /// Is not known.
            IS_UNKNOWN,
            /// Is the number or more.
            AT_LEAST,
            /// Is the number or less.
            AT_MOST,
            /// Is a member of a list.
            IN_LIST,
            /// Is known to be a member of none of the lists.
            NOT_IN_LIST;

            /// Whether it compares with one number.
            public boolean numeric() {
                return this == AT_LEAST || this == AT_MOST;
            }

            int minValues() {
                return this == IS_KNOWN || this == IS_UNKNOWN ? 0 : 1;
            }
        }
    }
}
