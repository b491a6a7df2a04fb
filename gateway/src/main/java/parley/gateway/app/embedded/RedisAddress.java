package parley.gateway.app.embedded;

/// How to reach the embedded Redis.
public record RedisAddress(int port, String password) {
    /// With the password.
    public String url() {
        return "redis://:" + password + "@127.0.0.1:" + port;
    }

    /// Without the password.
    @Override
    public String toString() {
        return "RedisAddress[" + port + "]";
    }
}
