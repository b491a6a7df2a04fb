package parley.gateway.session;

import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.conversation.Start;
import parley.gateway.report.store.Counters.What;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.NackCode;
import parley.protocol.value.ChatflowId;

/// Between what a visitor is shown and what is stored: gates, terms, and what is counted. Holds
/// nothing but the connection it is of, and is made when it is asked. Confined to the connection's
/// event loop.
record Threshold(VisitorSession session) {
    /// Of what is shown; null if nothing is.
    @Nullable Gates gates() {
        var shown = shown();
        return shown == null ? null : snapshot().gates(shown);
    }

    /// Why a message may not pass; null if it may.
    @Nullable NackCode refusal(ClientFrame.Send send) {
        var into = send.conversation();
        var began = into == null ? null : session.began(into);
        var gates = began == null ? gates() : snapshot().gates(began);
        boolean engaged = session.engaged() && !send.fresh();
        return gates == null ? null : gates.refusal(session.standing(), into == null && !engaged);
    }

    /// What a conversation is begun under; null for nothing.
    Start.@Nullable Terms terms() {
        var gates = gates();
        return gates == null ? null : gates.terms(session.origin());
    }

    /// The chatflow that is shown, if one can search there.
    @Nullable Chatflow searchable() {
        var decision = session.decision();
        var shown = decision == null || !decision.shown() ? null : decision.chatflow();
        var chatflow = shown == null ? null : snapshot().chatflow(shown);
        return chatflow != null
                        && chatflow.definition().build().knowledgeSearch()
                        && snapshot().extras().searchable()
                ? chatflow
                : null;
    }

    /// A conversation began.
    void started() {
        countShown(What.STARTED);
    }

    /// A gate held a message back.
    void refused() {
        countShown(What.REFUSED);
    }

    /// Of a chatflow that the visitor was shown.
    void count(ChatflowId chatflow, What what) {
        session.context()
                .talking()
                .visiting()
                .counters()
                .count(session.portal().id(), chatflow, what);
    }

    private void countShown(What what) {
        var shown = shown();
        if (shown != null) {
            count(shown, what);
        }
    }

    private @Nullable ChatflowId shown() {
        var decision = session.decision();
        return decision == null ? null : decision.chatflow();
    }

    private PortalSnapshot snapshot() {
        return session.portal().snapshot();
    }
}
