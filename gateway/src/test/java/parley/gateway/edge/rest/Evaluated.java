package parley.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import parley.gateway.session.explain.PageExplanation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

/// Explanations of made-up portals, asked as anybody may ask over `explain/evaluate`.
final class Evaluated {
    private static final JsonMapper LENIENT =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                                    .enable(JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
                                    .build())
                    .build();

    private Evaluated() {}

    /// @param json fields of a body of `explain/evaluate`, quotes left out where they may be
    static PageExplanation of(String json) {
        var fields = Fields.of(LENIENT.readTree("{" + json + "}"));
        var body = EvaluateBody.read(fields);
        assertThat(fields.problems()).isEmpty();
        return PageExplanation.of(body.portal(), body.question());
    }
}
