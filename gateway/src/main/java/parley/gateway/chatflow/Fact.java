package parley.gateway.chatflow;

import static parley.gateway.chatflow.TargetingRule.Visitor.Operator.AT_LEAST;
import static parley.gateway.chatflow.TargetingRule.Visitor.Operator.AT_MOST;
import static parley.gateway.chatflow.TargetingRule.Visitor.Operator.CONTAINS;
import static parley.gateway.chatflow.TargetingRule.Visitor.Operator.IN_LIST;
import static parley.gateway.chatflow.TargetingRule.Visitor.Operator.IS_ANY_OF;
import static parley.gateway.chatflow.TargetingRule.Visitor.Operator.IS_KNOWN;
import static parley.gateway.chatflow.TargetingRule.Visitor.Operator.IS_NONE_OF;
import static parley.gateway.chatflow.TargetingRule.Visitor.Operator.IS_UNKNOWN;
import static parley.gateway.chatflow.TargetingRule.Visitor.Operator.NOT_IN_LIST;
import static parley.gateway.chatflow.TargetingRule.Visitor.Operator.STARTS_WITH;

import java.util.Set;
import parley.gateway.chatflow.TargetingRule.Visitor.Operator;

/// Something that may be known of a visitor.
///
/// @param kind what
/// @param name which property or attribute; empty for the other kinds
public record Fact(Kind kind, String name) {
    /// @throws IllegalArgumentException if the kind wants a name and there is none, or the reverse
    public Fact {
        name = Check.text("name", name, kind.named() ? 1 : 0, 100);
        if (!kind.named() && !name.isEmpty()) {
            throw Check.refused("name", Check.quoted(name), "none for this filter");
        }
    }

    /// A fact that needs no name.
    public static Fact of(Kind kind) {
        return new Fact(kind, "");
    }

    /// What may be known.
    public enum Kind {
        /// Whether the visitor is a known contact (T7, T8). Always known itself.
        CONTACT,
        /// A property of the contact.
        PROPERTY,
        /// The lists the contact is in.
        LIST,
        /// Country, ISO 3166-1 alpha-2, by IP address (T16).
        COUNTRY,
        /// Class of device (T17).
        DEVICE,
        /// First entry of Accept-Language; a value matches the tag and its refinements (GRP-23).
        LANGUAGE,
        /// First external referrer of the visit (GRP-24, GRP-25).
        REFERRER,
        /// Page views of the visit, this one included (GRP-26).
        PAGE_VIEWS,
        /// Whole seconds of the visit so far.
        TIME_ON_SITE,
        /// What the customer's page told about the visitor.
        ATTRIBUTE;

        /// Whether a name says which one.
        public boolean named() {
            return this == PROPERTY || this == ATTRIBUTE;
        }

        /// The operators it offers.
        public Set<Operator> operators() {
            return switch (this) {
                case CONTACT -> Set.of(IS_KNOWN, IS_UNKNOWN);
                case LIST -> Set.of(IN_LIST, NOT_IN_LIST);
                case COUNTRY, DEVICE, LANGUAGE ->
                        Set.of(IS_ANY_OF, IS_NONE_OF, IS_KNOWN, IS_UNKNOWN);
                case PAGE_VIEWS, TIME_ON_SITE -> Set.of(AT_LEAST, AT_MOST, IS_KNOWN, IS_UNKNOWN);
                case REFERRER ->
                        Set.of(IS_ANY_OF, IS_NONE_OF, CONTAINS, STARTS_WITH, IS_KNOWN, IS_UNKNOWN);
                case PROPERTY, ATTRIBUTE ->
                        Set.of(
                                IS_ANY_OF,
                                IS_NONE_OF,
                                CONTAINS,
                                STARTS_WITH,
                                IS_KNOWN,
                                IS_UNKNOWN,
                                AT_LEAST,
                                AT_MOST);
            };
        }

        /// Whether a rule may choose to ignore case: the others have one way of writing, or are
        /// ids.
        boolean foldable() {
            return named() || this == REFERRER;
        }
    }
}
