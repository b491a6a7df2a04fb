package parley.gateway.app;

import java.time.Duration;
import java.util.UUID;
import parley.gateway.app.config.Config;
import parley.gateway.edge.agent.AgentListener;
import parley.gateway.edge.agent.AgentTools;
import parley.gateway.edge.agent.PageRoutes;
import parley.gateway.edge.rest.RestApi;
import parley.gateway.edge.rest.RestTools;
import parley.gateway.session.Polls;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// The agents' side: the REST API, the agents' WebSocket, console and demo shop.
final class AgentSide implements Drain.Drainable {
    private final AgentListener listener;
    private final int port;

    private AgentSide(AgentListener listener, int port) {
        this.listener = listener;
        this.port = port;
    }

    static AgentSide open(
            Platform platform, Rooms rooms, Watches watches, UUID node, PageRoutes pages) {
        var config = platform.config().agent();
        var rest =
                RestApi.over(
                        rooms.ofRest(),
                        config.rest(),
                        new RestTools(
                                platform.clock(),
                                platform::id,
                                platform.random(),
                                platform.meters(),
                                polls(platform, rooms, node),
                                rooms.visitors().previews()));
        var listener =
                new AgentListener(
                        config,
                        rooms.ofAgents(platform),
                        rest,
                        pages,
                        new AgentTools(
                                node,
                                platform::id,
                                System::nanoTime,
                                platform.meters(),
                                watches.admission()::pressure));
        var address =
                Binding.await(
                        "agent", config.port(), listener.open(Binding.tls(platform.config())));
        platform.lifecycle().onStop("agents' listener", listener.close());
        return new AgentSide(listener, address.getPort());
    }

    private static Polls polls(Platform platform, Rooms rooms, UUID node) {
        return new Polls(
                platform.pages(),
                rooms.broker(),
                rooms.presence(),
                new Polls.Self(node, Schedulers.parallel(), platform::id, platform.meters()));
    }

    /// How browsers reach it.
    static String url(Config config, int port) {
        var configured = config.publicly().agentUrl();
        return configured.isEmpty() ? Binding.local(config, port) : configured;
    }

    int port() {
        return port;
    }

    long outboundBytes() {
        return listener.outboundBytes();
    }

    @Override
    public int connections() {
        return listener.connections();
    }

    @Override
    public void refuseNew() {
        listener.refuseNew();
    }

    @Override
    public Mono<Void> sendAway(Duration window) {
        return listener.sendAway(window);
    }
}
