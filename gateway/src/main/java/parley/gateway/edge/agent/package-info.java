/// The agents' WebSocket and their listener. A text message goes [TextMessages] → [AgentSession] →
/// the room it is about; what happens in an inbox comes back through [InboxFeeds], what happens in
/// a conversation through `conversation.Feeds`, what happens in a portal through [Desks].
///
/// A session is confined to its connection's event loop: whatever is called from elsewhere hops
/// there first.
@NullMarked
package parley.gateway.edge.agent;

import org.jspecify.annotations.NullMarked;
