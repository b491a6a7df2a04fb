package parley.gateway.chatflow;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is known of a visitor at the moment of a decision; null is "not known" (cases.md rule 6).
/// Start from [#NOTHING] and add.
///
/// @param contact whether this browser belongs to a known contact
/// @param properties of the contact, by name; a missing one is not known
/// @param lists names of the lists the contact is in; null if not loaded, or not a contact
/// @param country ISO 3166-1 alpha-2 in upper case
/// @param device class of device
/// @param language first entry of Accept-Language, such as `fr-CA`
/// @param referrer first external referrer of the visit; an empty one is not known
/// @param pageViews of the visit, this one included
/// @param timeOnSite of the visit
/// @param attributes what the customer's page told, by name
public record VisitorFacts(
        boolean contact,
        Map<String, String> properties,
        @Nullable Set<String> lists,
        @Nullable String country,
        @Nullable Device device,
        @Nullable String language,
        @Nullable String referrer,
        @Nullable Integer pageViews,
        @Nullable Duration timeOnSite,
        Map<String, String> attributes) {
    /// An anonymous visitor of whom nothing is known.
    public static final VisitorFacts NOTHING =
            new VisitorFacts(false, Map.of(), null, null, null, null, null, null, null, Map.of());

    /// Copies the collections; makes an empty text not known.
    public VisitorFacts {
        properties = Map.copyOf(properties);
        lists = lists == null ? null : Set.copyOf(lists);
        country = emptyToNull(country);
        language = emptyToNull(language);
        referrer = emptyToNull(referrer);
        attributes = Map.copyOf(attributes);
    }

    /// The same as a known contact, with what is loaded of it.
    public VisitorFacts withContact(Map<String, String> known, @Nullable Set<String> memberOf) {
        return new VisitorFacts(
                true,
                known,
                memberOf,
                country,
                device,
                language,
                referrer,
                pageViews,
                timeOnSite,
                attributes);
    }

    /// The same with a country.
    public VisitorFacts withCountry(@Nullable String known) {
        return new VisitorFacts(
                contact,
                properties,
                lists,
                known,
                device,
                language,
                referrer,
                pageViews,
                timeOnSite,
                attributes);
    }

    /// The same with a device.
    public VisitorFacts withDevice(@Nullable Device known) {
        return new VisitorFacts(
                contact,
                properties,
                lists,
                country,
                known,
                language,
                referrer,
                pageViews,
                timeOnSite,
                attributes);
    }

    /// The same with a language.
    public VisitorFacts withLanguage(@Nullable String known) {
        return new VisitorFacts(
                contact,
                properties,
                lists,
                country,
                device,
                known,
                referrer,
                pageViews,
                timeOnSite,
                attributes);
    }

    /// The same with a referrer.
    public VisitorFacts withReferrer(@Nullable String known) {
        return new VisitorFacts(
                contact,
                properties,
                lists,
                country,
                device,
                language,
                known,
                pageViews,
                timeOnSite,
                attributes);
    }

    /// The same at another point of the visit.
    public VisitorFacts withVisit(@Nullable Integer views, @Nullable Duration time) {
        return new VisitorFacts(
                contact,
                properties,
                lists,
                country,
                device,
                language,
                referrer,
                views,
                time,
                attributes);
    }

    /// The same with what the customer's page told.
    public VisitorFacts withAttributes(Map<String, String> told) {
        return new VisitorFacts(
                contact,
                properties,
                lists,
                country,
                device,
                language,
                referrer,
                pageViews,
                timeOnSite,
                told);
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
