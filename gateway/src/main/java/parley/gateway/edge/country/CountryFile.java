package parley.gateway.edge.country;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// A file in MaxMind's format, whole in memory: a look-up is a walk of at most 128 steps over an
/// array and waits for no disk. Replaced while it is served, it is read again; what cannot be read
/// leaves the countries as they were. From any thread.
public final class CountryFile implements Countries {
    private static final Logger LOG = LoggerFactory.getLogger(CountryFile.class);

    /// Files of countries have 5 to 10 MB; one of cities would fit, too.
    private static final long MAX_BYTES = 256L << 20;

    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Path path;
    private final AtomicBoolean complained = new AtomicBoolean();
    private volatile Content content;

    private CountryFile(Path path, Content content) {
        this.path = path;
        this.content = content;
    }

    /// What was read.
    ///
    /// @param attributes of the file it was read from
    private record Content(Reader reader, BasicFileAttributes attributes) {
        boolean isOf(BasicFileAttributes others) {
            return attributes.lastModifiedTime().equals(others.lastModifiedTime())
                    && attributes.size() == others.size()
                    && String.valueOf(attributes.fileKey())
                            .equals(String.valueOf(others.fileKey()));
        }
    }

    /// Reads the file. Blocks.
    public static CountryFile open(Path path) throws UnusableCountryFile {
        return new CountryFile(path, read(path));
    }

    /// Looks once a minute whether there is another file at that place, for as long as it is
    /// subscribed. Never ends by itself.
    public Mono<Void> run() {
        return Mono.using(
                () -> Schedulers.newBoundedElastic(1, 4, "countries"),
                files ->
                        Flux.interval(LOOK, files)
                                .onBackpressureDrop()
                                .doOnNext(_ -> lookAgain())
                                .then(),
                files -> files.dispose());
    }

    /// Reads the file again if it is another. Blocks.
    void lookAgain() {
        try {
            if (!content.isOf(Files.readAttributes(path, BasicFileAttributes.class))) {
                content = read(path);
                complained.set(false);
                LOG.info("country.database: {} was read again", path);
            }
        } catch (IOException e) {
            LOG.warn("country.database stays as it was: {}", e.toString());
        }
    }

    @Override
    public @Nullable String of(InetAddress address) {
        if (nowhere(address)) {
            return null;
        }
        try {
            var located = content.reader().get(address, Located.class);
            var country = located == null ? null : located.country();
            return country == null ? null : checked(country.code());
        } catch (IOException | RuntimeException e) {
            // A record that is not as it should be; or an IPv6 address, and a file of IPv4 alone.
            complain(e);
            return null;
        }
    }

    private void complain(Exception e) {
        if (!(e instanceof IllegalArgumentException) && complained.compareAndSet(false, true)) {
            LOG.warn("country.database: {}: a record cannot be read: {}", path, e.toString());
        }
    }

    private static @Nullable String checked(@Nullable String code) {
        return code != null
                        && code.length() == 2
                        && code.chars().allMatch(it -> 'A' <= it && it <= 'Z')
                ? code
                : null;
    }

    /// Addresses that are the same in every country.
    private static boolean nowhere(InetAddress address) {
        return address.isSiteLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || (address instanceof Inet6Address && (address.getAddress()[0] & 0xFE) == 0xFC);
    }

    private static Content read(Path path) throws UnusableCountryFile {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile() || attributes.size() > MAX_BYTES) {
                throw new UnusableCountryFile(
                        path, "no file of at most " + (MAX_BYTES >> 20) + " MB");
            }
            var bytes = new ByteArrayInputStream(Files.readAllBytes(path));
            return new Content(new Reader(bytes, new CHMCache()), attributes);
        } catch (UnusableCountryFile e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new UnusableCountryFile(path, "there is no such file", e);
        } catch (IOException | RuntimeException e) {
            throw new UnusableCountryFile(
                    path, "cannot be read as a file in MaxMind's format: " + e.getMessage(), e);
        }
    }
}
