package parley.gateway.edge.pages;

import java.util.ArrayList;
import java.util.List;

/// Texts that would run in a page that takes them for markup (abuse case 103): classics, and each
/// payload in each of the surroundings that parsers mend in surprising ways.
final class Hostile {
    private static final List<String> PAYLOADS =
            List.of(
                    "<img src=x onerror=alert(1)>",
                    "<svg/onload=alert(1)>",
                    "<script>alert(1)</script>",
                    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
                    "<body onload=alert(1)>",
                    "<details open ontoggle=alert(1)>",
                    "<a href=javascript:alert(1)>x</a>",
                    "<math><mi xlink:href=\"data:x,<script>alert(1)</script>\">",
                    "<input autofocus onfocus=alert(1)>",
                    "<video><source onerror=alert(1)>");
    private static final List<String> SURROUNDINGS =
            List.of(
                    "%s",
                    "\"'>%s",
                    "</textarea>%s",
                    "</style></script>%s",
                    "<noscript><p title=\"</noscript>%s\">",
                    "<svg></p><style><g title=\"</style>%s\">",
                    "<math><mtext><table><mglyph><style><!--</style>%s",
                    "<form><math><mtext></form><form><mglyph><style></math>%s",
                    "<!--><!-- -->%s<!-- --!>",
                    "<template><s><template><s>%s",
                    "<![CDATA[%s]]>",
                    "{{constructor.constructor('alert(1)')()}} ${alert(1)} %s");

    private Hostile() {}

    /// More than a hundred of them.
    static List<String> texts() {
        var texts = new ArrayList<String>();
        for (var surrounding : SURROUNDINGS) {
            for (var payload : PAYLOADS) {
                texts.add(surrounding.formatted(payload));
            }
        }
        texts.add("javascript:alert(1) java\nscript:alert(1) https://user@evil.example/");
        return texts;
    }
}
