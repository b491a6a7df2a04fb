package parley.gateway.edge.country;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes files in MaxMind's format, as its specification 2.0 has them: a binary tree of 24-bit
/// records over the bits of IPv6 addresses (IPv4 beneath `::/96`), the data, the metadata.
public final class TinyMmdb {
    private static final int RECORD_BITS = 24;
    private static final byte[] MARKER = "\u00ab\u00cd\u00efMaxMind.com".getBytes(ISO_8859_1);
    private static final int STRING = 2;
    private static final int UINT16 = 5;
    private static final int UINT32 = 6;
    private static final int MAP = 7;
    private static final int UINT64 = 9;
    private static final int ARRAY = 11;

    private final Node root = new Node();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private int nodes;

    private static final class Node {
        private final @Nullable Object[] children = new Object[2];
        private int number;
    }

    /// A network and the country of its addresses.
    ///
    /// @param network as in `203.0.113.0/24`
    /// @param code what the record says, right or wrong
    public TinyMmdb with(String network, String code) {
        return put(network, Map.of("country", Map.of("iso_code", code)));
    }

    /// A network and a record of whatever shape.
    TinyMmdb put(String network, Map<String, ?> record) {
        int slash = network.indexOf('/');
        var address = InetAddress.ofLiteral(network.substring(0, slash)).getAddress();
        int bits = Integer.parseInt(network.substring(slash + 1)) + 8 * (16 - address.length);
        var padded = new byte[16];
        System.arraycopy(address, 0, padded, 16 - address.length, address.length);
        int offset = data.size();
        write(data, record);
        var node = root;
        for (int bit = 0; bit < bits - 1; bit++) {
            int side = side(padded, bit);
            if (!(node.children[side] instanceof Node)) {
                node.children[side] = new Node();
            }
            node = (Node) node.children[side];
        }
        node.children[side(padded, bits - 1)] = offset;
        return this;
    }

    private static int side(byte[] address, int bit) {
        return address[bit >> 3] >> (7 - (bit & 7)) & 1;
    }

    public Path write(Path file) {
        try {
            return Files.write(file, bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        var all = new ArrayList<Node>();
        number(root, all);
        nodes = all.size();
        var file = new ByteArrayOutputStream();
        for (var node : all) {
            for (var child : node.children) {
                int record =
                        switch (child) {
                            case null -> nodes;
                            case Node below -> below.number;
                            default -> nodes + 16 + (Integer) child;
                        };
                number(file, record, RECORD_BITS / 8);
            }
        }
        file.writeBytes(new byte[16]);
        file.writeBytes(data.toByteArray());
        file.writeBytes(MARKER);
        write(file, metadata());
        return file.toByteArray();
    }

    private static void number(Node node, List<Node> all) {
        node.number = all.size();
        all.add(node);
        for (var child : node.children) {
            if (child instanceof Node below) {
                number(below, all);
            }
        }
    }

    private Map<String, Object> metadata() {
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("node_count", nodes);
        metadata.put("record_size", (short) RECORD_BITS);
        metadata.put("ip_version", (short) 6);
        metadata.put("database_type", "Tiny-Country");
        metadata.put("languages", List.of("en"));
        metadata.put("binary_format_major_version", (short) 2);
        metadata.put("binary_format_minor_version", (short) 0);
        metadata.put("build_epoch", 1_767_225_600L);
        metadata.put("description", Map.of("en", "made by a test"));
        return metadata;
    }

    private static void write(ByteArrayOutputStream out, Object value) {
        switch (value) {
            case String text -> {
                control(out, STRING, text.getBytes(UTF_8).length);
                out.writeBytes(text.getBytes(UTF_8));
            }
            case Short number -> number(out, UINT16, number, 2);
            case Integer number -> number(out, UINT32, number, 4);
            case Long number -> number(out, UINT64, number, 8);
            case List<?> list -> {
                control(out, ARRAY, list.size());
                list.forEach(it -> write(out, it));
            }
            case Map<?, ?> map -> {
                control(out, MAP, map.size());
                map.forEach((name, it) -> {
                    write(out, name);
                    write(out, it);
                });
            }
            default -> throw new IllegalArgumentException(value.toString());
        }
    }

    private static void number(ByteArrayOutputStream out, int type, long number, int bytes) {
        control(out, type, bytes);
        number(out, number, bytes);
    }

    private static void number(ByteArrayOutputStream out, long number, int bytes) {
        for (int at = bytes - 1; at >= 0; at--) {
            out.write((int) (number >> 8 * at));
        }
    }

    /// @param size below 29
    private static void control(ByteArrayOutputStream out, int type, int size) {
        if (type < 8) {
            out.write(type << 5 | size);
        } else {
            out.write(size);
            out.write(type - 7);
        }
    }
}
