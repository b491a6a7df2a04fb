package parley.gateway.session;

import org.jspecify.annotations.Nullable;
import parley.protocol.frame.DecisionView;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.InboxId;

/// What the decision pipeline says, before it is encoded.
///
/// @param chatflow the winner, also when its availability hides it; null if there is none
/// @param inbox where a conversation would arrive; null exactly when there is no chatflow
/// @param view what the visitor is shown; its version is still empty
record Answer(@Nullable ChatflowId chatflow, @Nullable InboxId inbox, DecisionView view) {}
