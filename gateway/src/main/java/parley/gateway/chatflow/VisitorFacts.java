package parley.gateway.chatflow;

import java.text.Normalizer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is known of a visitor at the moment of a decision; null is "not known" (cases.md rule 6).
/// Start from [#NOTHING] and add.
///
/// @param contact whether this browser belongs to a known contact
/// @param properties of the contact, by name; a missing one is not known
/// @param lists names of the lists the contact is in; null if not loaded, or not a contact
/// @param country ISO 3166-1 alpha-2
/// @param device class of device
/// @param language Accept-Language, of which the first entry counts, or a tag such as `fr-CA`
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

    /// Copies the collections, brings texts to NFC and makes empty ones not known.
    public VisitorFacts {
        properties = normalised(properties);
        lists =
                lists == null
                        ? null
                        : lists.stream()
                                .map(VisitorFacts::nfc)
                                .collect(Collectors.toUnmodifiableSet());
        country = country == null || country.isBlank() ? null : country.toUpperCase(Locale.ROOT);
        language = language == null ? null : firstTag(language);
        referrer = referrer == null || referrer.isBlank() ? null : nfc(referrer);
        attributes = normalised(attributes);
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

    private static Map<String, String> normalised(Map<String, String> texts) {
        return texts.isEmpty()
                ? Map.of()
                : texts.entrySet().stream()
                        .filter(it -> !Check.trim(it.getValue()).isEmpty())
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        it -> nfc(it.getKey()),
                                        it -> nfc(it.getValue()),
                                        (first, second) -> second));
    }

    private static @Nullable String firstTag(String acceptLanguage) {
        int end = 0;
        while (end < acceptLanguage.length() && ",;".indexOf(acceptLanguage.charAt(end)) < 0) {
            end++;
        }
        var tag = acceptLanguage.substring(0, end).strip().toLowerCase(Locale.ROOT);
        return tag.isEmpty() || tag.equals("*") ? null : tag;
    }

    private static String nfc(String text) {
        return Normalizer.normalize(Check.trim(text), Normalizer.Form.NFC);
    }
}
