package parley.gateway.edge.pages;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/// Makes a script of ours smaller without changing what it does: leaves out comments, white space
/// that separates nothing, separators before a closing bracket and brackets around a lone
/// parameter, shortens the names of private members, which nobody outside their class can say, and
/// says `!0` for `true` and `!1` for `false`.
///
/// It knows as much of JavaScript as our scripts use: they end every statement with a semicolon,
/// have no empty statement and no hole in an array, and begin a regular expression after an
/// operator or a bracket only. The page tests run on what comes out.
final class Slim {
    private static final String BEFORE_REGEX = "(,=:[!&|?{};>~^+-*%<";

    private static final int LONGEST_PARAMETER = 40;
    private static final Pattern LONE_PARAMETER = Pattern.compile("(?<![\\w$])\\(([\\w$]+)\\)=>$");

    private final String in;
    private final StringBuilder out;
    private final Map<String, String> names = new HashMap<>();
    private int at;
    private boolean gap;

    private Slim(String in) {
        this.in = in;
        this.out = new StringBuilder(in.length());
    }

    static String script(String script) {
        var slim = new Slim(script);
        slim.code(() -> false);
        return slim.out.toString();
    }

    /// Up to the end, or to where `ends` holds.
    private void code(BooleanSupplier ends) {
        while (at < in.length() && !ends.getAsBoolean()) {
            char c = in.charAt(at);
            if (Character.isWhitespace(c)) {
                gap = true;
                at++;
            } else if (in.startsWith("//", at)) {
                past("\n");
            } else if (in.startsWith("/*", at)) {
                past("*/");
            } else if (c == '\'' || c == '"') {
                quoted(c);
            } else if (c == '`') {
                template();
            } else if (c == '/' && mayBeginRegex()) {
                regex();
            } else if (c == '#') {
                privateName();
            } else if (isWord(c)) {
                word();
            } else {
                put();
            }
        }
    }

    private void past(String end) {
        int there = in.indexOf(end, at);
        at = there < 0 ? in.length() : there + end.length();
        gap = true;
    }

    private void quoted(char quote) {
        put();
        while (in.charAt(at) != quote) {
            putWithEscape();
        }
        put();
    }

    private void template() {
        put();
        while (in.charAt(at) != '`') {
            if (in.startsWith("${", at)) {
                put();
                braces();
            } else {
                putWithEscape();
            }
        }
        put();
    }

    private void braces() {
        put();
        var depth = new int[] {0};
        code(() ->
                switch (in.charAt(at)) {
                    case '{' -> depth[0]++ < 0;
                    case '}' -> depth[0]-- == 0;
                    default -> false;
                });
        gap = false;
        put();
    }

    private void regex() {
        put();
        boolean inClass = false;
        while (inClass || in.charAt(at) != '/') {
            inClass = in.charAt(at) == '[' || (inClass && in.charAt(at) != ']');
            putWithEscape();
        }
        put();
    }

    private boolean mayBeginRegex() {
        return out.isEmpty() || BEFORE_REGEX.indexOf(out.charAt(out.length() - 1)) >= 0;
    }

    private void privateName() {
        int end = at + 1;
        while (end < in.length() && isWord(in.charAt(end))) {
            end++;
        }
        var name = in.substring(at + 1, end);
        gap = false;
        out.append('#').append(names.computeIfAbsent(name, _ -> shortName(names.size())));
        at = end;
    }

    private void word() {
        int end = at;
        while (end < in.length() && isWord(in.charAt(end))) {
            end++;
        }
        var word = in.substring(at, end);
        var shorter = word.equals("true") ? "!0" : word.equals("false") ? "!1" : word;
        if (word.equals(shorter) || isName(end)) {
            while (at < end) {
                put();
            }
        } else {
            at = end;
            gap = false;
            out.append(shorter);
        }
    }

    /// Whether the word up to there is a member's or a property's name.
    private boolean isName(int end) {
        char before = out.isEmpty() ? ' ' : out.charAt(out.length() - 1);
        int next = end;
        while (next < in.length() && Character.isWhitespace(in.charAt(next))) {
            next++;
        }
        boolean key = (before == '{' || before == ',') && in.startsWith(":", next);
        return before == '.' || key;
    }

    private static String shortName(int index) {
        var letter = String.valueOf((char) ('a' + index % 26));
        return index < 26 ? letter : letter + index / 26;
    }

    private void putWithEscape() {
        if (in.charAt(at) == '\\') {
            out.append(in.charAt(at++));
        }
        out.append(in.charAt(at++));
    }

    private void put() {
        char c = in.charAt(at++);
        if ("})]".indexOf(c) >= 0) {
            dropLast(',');
        }
        if (c == '}') {
            dropLast(';');
        }
        if (gap && !out.isEmpty() && mustPart(out.charAt(out.length() - 1), c)) {
            out.append(' ');
        }
        gap = false;
        out.append(c);
        if (c == '>') {
            bareParameter();
        }
    }

    /// `(it)=>` is `it=>`.
    private void bareParameter() {
        var arrow = LONE_PARAMETER.matcher(out);
        arrow.region(Math.max(0, out.length() - LONGEST_PARAMETER), out.length());
        if (arrow.find()) {
            var parameter = arrow.group(1);
            out.setLength(arrow.start());
            out.append(parameter).append("=>");
        }
    }

    private void dropLast(char separator) {
        int last = out.length() - 1;
        if (last >= 0 && out.charAt(last) == separator) {
            out.setLength(last);
        }
    }

    private static boolean mustPart(char before, char after) {
        return (isWord(before) && isWord(after))
                || (before == after && (before == '+' || before == '-'));
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }
}
