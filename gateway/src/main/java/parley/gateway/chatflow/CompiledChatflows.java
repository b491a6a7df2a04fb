package parley.gateway.chatflow;

import java.util.ArrayList;
import java.util.List;
import parley.gateway.chatflow.page.Fingerprint.Need;
import parley.gateway.chatflow.page.PageView;

/// The published chatflows of one portal, ready to be matched. Immutable: a change makes a new one.
/// Callers from any thread.
///
/// The include rules of all chatflows lie in flat arrays, in order of priority, each with what it
/// needs of a page's [parley.gateway.chatflow.page.Fingerprint]: nearly all are rejected with one
/// look at one word, whatever their number, and the answer is a linear scan's (PRI-10).
public final class CompiledChatflows {
    /// A portal without published chatflows.
    public static final CompiledChatflows EMPTY = compile(List.of());

    /// Characters that one evaluation may look at, a few milliseconds' worth; reached by attack
    /// alone.
    static final long MAX_LOOKS = 4_000_000;

    private final List<Chatflow> published;
    private final Reads reads;
    private final CompiledTarget[] targets;
    private final int[] firstRule; // of each target, and the end
    private final PageCondition[] rules;
    private final int[] ranks; // of the rules' targets
    private final Need[] needs;
    private final int[] words; // of the needs, side by side, for the first look
    private final long[] masks;

    private CompiledChatflows(List<Chatflow> published) {
        this.published = published;
        this.reads = Reads.of(published);
        this.targets = new CompiledTarget[published.size()];
        this.firstRule = new int[published.size() + 1];
        List<PageCondition> flat = new ArrayList<>();
        List<Integer> ranksOfFlat = new ArrayList<>();
        for (int rank = 0; rank < targets.length; rank++) {
            var chatflow = published.get(rank);
            targets[rank] = new CompiledTarget(new Match.Found(chatflow, rank));
            for (var rule : chatflow.definition().target().include()) {
                flat.add(PageCondition.of(rule));
                ranksOfFlat.add(rank);
            }
            firstRule[rank + 1] = flat.size();
        }
        this.rules = flat.toArray(PageCondition[]::new);
        this.ranks = ranksOfFlat.stream().mapToInt(Integer::intValue).toArray();
        this.needs = flat.stream().map(PageCondition::need).toArray(Need[]::new);
        this.words = flat.stream().mapToInt(it -> it.need().word()).toArray();
        this.masks = flat.stream().mapToLong(it -> it.need().mask()).toArray();
    }

    /// Compiles a portal's chatflows; drafts are left out, the order of the argument does not
    /// matter.
    public static CompiledChatflows compile(List<Chatflow> chatflows) {
        return new CompiledChatflows(
                chatflows.stream().filter(Chatflow::published).sorted(Chatflow.PRIORITY).toList());
    }

    /// The published chatflows in the order they are tried.
    public List<Chatflow> published() {
        return published;
    }

    /// What the rules ask about: nothing else that changes needs a new evaluation.
    public Reads reads() {
        return reads;
    }

    /// The first chatflow that wants the page view.
    public Match first(PageView page, VisitorFacts visitor) {
        return from(0, page, visitor);
    }

    /// The next chatflow after one that won and is hidden, for those whose
    /// [Target#tryNextWhenHidden] is on (PRI-05).
    ///
    /// @param hidden from this snapshot
    public Match firstAfter(Match.Found hidden, PageView page, VisitorFacts visitor) {
        return from(hidden.rank() + 1, page, visitor);
    }

    private Match from(int first, PageView page, VisitorFacts visitor) {
        if (!page.isWebPage()) {
            return Match.None.NONE;
        }
        var fingerprint = page.fingerprint();
        long looks = 0;
        for (int i = firstRule[first]; i < rules.length; i++) {
            if (!fingerprint.has(words[i], masks[i]) || !needs[i].in(fingerprint)) {
                continue;
            }
            int rank = ranks[i];
            looks += rules[i].scans() ? page.looks() : 1;
            if (rules[i].holds(page)) {
                looks += targets[rank].looks(page);
                if (targets[rank].accepts(page, visitor)) {
                    return targets[rank].found();
                }
                i = firstRule[rank + 1] - 1; // its other include rules change nothing
            }
            if (looks > MAX_LOOKS) {
                return targets[rank].overBudget();
            }
        }
        return Match.None.NONE;
    }
}
