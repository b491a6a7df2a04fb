package parley.gateway.app;

import parley.gateway.fanout.Broker;

/// The broker over the configured Redis.
final class Redis {
    private Redis() {}

    static Broker broker(Platform platform, Servers servers) {
        throw new StartFailure("no broker yet");
    }
}
