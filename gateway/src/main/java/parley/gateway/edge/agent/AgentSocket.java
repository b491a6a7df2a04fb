package parley.gateway.edge.agent;

import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import parley.protocol.frame.FrameDecoder;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

/// Upgrades connections, gives each a session, and knows all sessions of this node.
final class AgentSocket {
    private static final WebsocketServerSpec SPEC =
            WebsocketServerSpec.builder()
                    .maxFramePayloadLength(FrameDecoder.MAX_AGENT_BYTES)
                    .handlePing(true)
                    .compress(false)
                    .build();

    /// The library's own decoder lets RSV bits pass and ends a violation without a close frame.
    private static final WebSocketDecoderConfig STRICT =
            WebSocketDecoderConfig.newBuilder()
                    .maxFramePayloadLength(FrameDecoder.MAX_AGENT_BYTES)
                    .allowExtensions(false)
                    .expectMaskedFrames(true)
                    .allowMaskMismatch(false)
                    .closeOnProtocolViolation(false)
                    .build();

    private final AgentNode node;
    private final Set<AgentSession> sessions = ConcurrentHashMap.newKeySet();

    AgentSocket(AgentNode node) {
        this.node = node;
    }

    /// Upgrades; ends when the connection does. A peer that resets it is no failure of ours.
    Mono<Void> upgrade(HttpServerResponse response) {
        return response.sendWebsocket(
                (inbound, outbound) -> {
                    inbound.withConnection(this::begin);
                    return inbound.receiveObject().then().onErrorComplete();
                },
                SPEC);
    }

    /// Every session, at this moment.
    Set<AgentSession> sessions() {
        return sessions;
    }

    /// Bytes that wait for peers that lag.
    long outboundBytes() {
        return sessions.stream().mapToLong(it -> it.peer().pendingBytes()).sum();
    }

    /// On the connection's event loop, behind the 101. What the peer sent already is decoded again
    /// by the strict decoder.
    private void begin(Connection connection) {
        var channel = connection.channel();
        var peer = new Peer(channel, node.settings().maxOutboundBytes(), node.pressure());
        var session = new AgentSession(node, peer);
        strict(channel.pipeline().toMap(), connection);
        connection.addHandlerLast(
                "parley.text", new TextMessages(FrameDecoder.MAX_AGENT_BYTES, session, peer));
        sessions.add(session);
        connection.onDispose(() -> {
            sessions.remove(session);
            session.onLoop(session::ended);
        });
        session.opened();
    }

    private static void strict(Map<String, ChannelHandler> handlers, Connection connection) {
        handlers.forEach((name, handler) -> {
            if (handler instanceof WebSocketFrameDecoder) {
                var pipeline = connection.channel().pipeline();
                pipeline.replace(name, name, new WebSocket13FrameDecoder(STRICT));
            }
        });
    }
}
